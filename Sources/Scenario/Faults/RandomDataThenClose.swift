internal import HTTP1
internal import JSON
internal import Simulation

/// Bytes without any sense come in place of the answer, then the connection is closed.
///
/// Source: WireMock, "Simulating Faults".
struct RandomDataThenClose: Fault {
  /// `random_data_then_close`.
  static let name = "random_data_then_close"

  /// Has no options.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// Random bytes in place of the answer.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    // Neither so few that a client takes them for nothing, nor so many that it stops reading.
    let count = Int.random(in: 32...128, using: &generator)
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return steps.openingPauses + [.body(bytes), .close]
  }
}
