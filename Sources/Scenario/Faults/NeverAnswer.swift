public import HTTP1
public import JSON
public import Simulation

/// Nothing comes, and the connection stays open until the client gives up.
public struct NeverAnswer: Fault {
  /// `never_answer`.
  public static let name = "never_answer"

  /// Has no options.
  public init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// Silence in place of the answer.
  public func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.hold]
  }
}
