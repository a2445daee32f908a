internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// The answer comes later, by `latency` milliseconds, more or less up to `jitter`.
///
/// Source: Toxiproxy, toxic `latency`.
struct Latency: Fault {
  /// `latency`.
  static let name = "latency"

  private let latency: Int
  private let jitter: Int

  /// Shape: `{"latency": ms, "jitter"?: ms}`.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["latency", "jitter"])
    latency = try options.integer("latency", of: "milliseconds")
    jitter = try options.integer("jitter", of: "milliseconds", standard: 0)
  }

  /// A pause before all else; each millisecond of the jitter is as likely as the others.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    let offset = jitter == 0 ? 0 : Int.random(in: -jitter...jitter, using: &generator)
    let delay = max(0, latency + offset)
    return delay == 0 ? steps : [.pause(Duration(clampingMilliseconds: delay))] + steps
  }
}
