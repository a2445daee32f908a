public import HTTP1
public import JSON
public import Simulation

/// The connection is torn before anything is sent: the client reads `connection reset`.
///
/// Source: WireMock, "Simulating Faults".
public struct ConnectionResetByPeer: Fault {
  /// `connection_reset_by_peer`.
  public static let name = "connection_reset_by_peer"

  /// Has no options.
  public init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// A reset in place of the answer.
  public func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.reset]
  }
}
