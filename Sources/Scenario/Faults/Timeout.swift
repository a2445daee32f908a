internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// Nothing gets through, and the connection closes after `timeout` milliseconds; 0 never closes it.
///
/// Source: Toxiproxy, toxic `timeout`.
struct Timeout: Fault {
  /// `timeout`.
  static let name = "timeout"

  private let timeout: Int

  /// Shape: `{"timeout": ms}`.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["timeout"])
    timeout = try options.integer("timeout", of: "milliseconds")
  }

  /// Silence in place of the answer, then the end.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    steps.openingPauses + (timeout == 0 ? [.hold] : [.pause(Duration(clampingMilliseconds: timeout)), .close])
  }
}
