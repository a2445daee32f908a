internal import HTTP1
internal import JSON
internal import Simulation

/// Nothing comes, and the connection stays open until the client gives up.
struct NeverAnswer: Fault {
  /// `never_answer`.
  static let name = "never_answer"

  /// Has no options.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    _ = try FaultOptions(options, of: Self.name, at: pointer)
  }

  /// Silence in place of the answer.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + [.hold]
  }
}
