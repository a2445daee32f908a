internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// The connection closes `delay` milliseconds after the answer; it also closes where it would have been kept.
///
/// Source: Toxiproxy, toxic `slow_close`.
struct SlowClose: Fault {
  /// `slow_close`.
  static let name = "slow_close"

  private let delay: Int

  /// Shape: `{"delay": ms}`.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["delay"])
    delay = try options.integer("delay", of: "milliseconds")
  }

  /// A pause before the end.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    var steps = steps.closed
    guard let end = steps.firstIndex(where: \.isEnd), steps[end] != .hold else { return steps }
    steps.insert(.pause(Duration(clampingMilliseconds: delay)), at: end)
    return steps
  }
}
