internal import Bytes
internal import HTTP1
internal import JSON
internal import Simulation

/// The head comes whole and announces the whole body, of which only the first part comes before the connection closes.
///
/// The part is `bytes` long, or that `fraction` of the body; half of it where neither is given.
struct TruncatedBody: Fault {
  /// `truncated_body`.
  static let name = "truncated_body"

  private let bytes: Int?
  private let fraction: Double

  /// Shape: `{"bytes"?: n, "fraction"?: 0 ≤ x < 1}`, at most one of the two.
  init(_ options: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let options = try FaultOptions(options, of: Self.name, at: pointer, known: ["bytes", "fraction"])
    if options.has("bytes"), options.has("fraction") {
      throw options.mistake(at: "fraction", expected: "either \"bytes\" or \"fraction\", not both")
    }
    bytes = options.has("bytes") ? try options.integer("bytes", of: "bytes") : nil
    fraction = options.has("fraction") ? try options.fraction("fraction") : 0.5
  }

  /// The head and the first part of the body, then the end.
  func shape(_ steps: [Delivery.Step], using generator: inout SeededGenerator) -> [Delivery.Step] {
    let whole = steps.reduce(0) { $0 + ($1.isBody ? $1.bytes?.count ?? 0 : 0) }
    let part = bytes ?? Int(clamping: Double(whole) * fraction)
    return steps.cut(at: part, counting: \.isBody).steps.closed
  }
}
