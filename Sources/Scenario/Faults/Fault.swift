public import HTTP1
public import JSON
public import Simulation

/// Something that goes wrong on the wire: a pure function from the steps of a delivery to others.
///
/// Named in scenarios by WireMock's and Toxiproxy's words. To add one, write its type into a file of its own and list
/// it in ``FaultTable``.
public protocol Fault: Sendable {
  /// The word that scenarios use as `type`.
  static var name: String { get }

  /// Reads the members beside `type`; `pointer` says where the fault stands.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake)

  /// The steps as this fault leaves them; what is left to chance is drawn from the generator only.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step]
}

extension Delivery {
  /// The faults in their order, each on the steps of the one before; the same generator gives the same bytes.
  public init(_ faults: [any Fault], generator: SeededGenerator) {
    self.init { steps in
      var generator = generator
      return faults.reduce(steps) { $1.shape($0, using: &generator) }
    }
  }
}
