internal import HTTP1
internal import JSON
internal import Simulation

/// The connection is closed before anything is sent.
///
/// Source: WireMock, "Simulating Faults".
struct EmptyResponse: Fault {
  /// `empty_response`.
  static let name = "empty_response"

  /// Has no options.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// An end in place of the answer.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.close]
  }
}
