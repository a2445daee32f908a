internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

extension Verification {
  /// The answer where something is not as expected: sentences for a person, and the same by parts.
  func failure(_ shortfalls: [Shortfall]) -> Response {
    var sentences = shortfalls.map(\.words)
    if sandbox.journal.entries(after: start).isEmpty {
      sentences.append(
        start == 0 ? "The journal is empty: no request reached this sandbox." : "Nothing happened since entry \(start)."
      )
    }
    return .json(
      [
        "error": [
          "code": "verification_failed", "message": .string(sentences.joined(separator: " ")),
          "failures": .array(shortfalls.map(\.json)),
        ]
      ], status: 422)
  }
}
