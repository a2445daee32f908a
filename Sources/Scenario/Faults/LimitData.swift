internal import HTTP1
internal import JSON
internal import Simulation

/// The connection closes after `bytes` bytes of the answer, counted over head and body.
///
/// Source: Toxiproxy, toxic `limit_data`; a shorter answer is left as it is.
struct LimitData: Fault {
  /// `limit_data`.
  static let name = "limit_data"

  private let bytes: Int

  /// Shape: `{"bytes": n}`.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["bytes"])
    bytes = try options.integer("bytes", of: "bytes")
  }

  /// The first bytes, then the end.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    let (cut, isReached) = steps.cut(at: bytes) { _ in true }
    return isReached ? cut.closed : cut
  }
}
