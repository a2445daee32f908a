public import HTTP1
internal import JSON
public import Simulation

/// One way for an answer to go wrong on the wire.
public protocol Fault: Sendable {
  /// The steps in whose place others happen.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step]
}

/// The faults by name.
enum FaultTable {
  private struct Reset: Fault {
    func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] { [.reset] }
  }

  /// Reads a fault that stands at `pointer`.
  static func fault(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> any Fault {
    let name = try Expected.text(value["type"] ?? .null, at: pointer.appending("type"))
    guard name == "connection_reset_by_peer" else {
      throw .unknown("fault", name, among: ["connection_reset_by_peer"], at: pointer.appending("type"))
    }
    return Reset()
  }
}
