internal import HTTP1
internal import JSON
internal import Simulation

/// The connection is torn before anything is sent: the client reads `connection reset`.
///
/// Source: WireMock, "Simulating Faults".
struct ConnectionResetByPeer: Fault {
  /// `connection_reset_by_peer`.
  static let name = "connection_reset_by_peer"

  /// Has no options.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// A reset in place of the answer.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.reset]
  }
}
