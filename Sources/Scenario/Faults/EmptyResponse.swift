public import HTTP1
public import JSON
public import Simulation

/// The connection is closed before anything is sent.
///
/// Source: WireMock, "Simulating Faults".
public struct EmptyResponse: Fault {
  /// `empty_response`.
  public static let name = "empty_response"

  /// Has no options.
  public init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// An end in place of the answer.
  public func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.close]
  }
}
