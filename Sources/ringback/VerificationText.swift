internal import JSON
internal import Patterns

/// The outcome of a verification as a person reads it.
enum VerificationText {
  /// Everything is as expected: each expectation with the entries that met it.
  static func verified(_ answer: JSONValue, _ request: JSONValue) -> String {
    let expectations = request["expect"]?.array ?? []
    let matched = answer["matched"]?.array ?? []
    let titles = expectations.enumerated().map { $1["name"]?.string ?? "expectation \($0 + 1)" }
    let width = titles.map(\.count).max() ?? 0
    var lines = ["Verified."]
    for (title, entries) in zip(titles, matched) {
      let numbers = (entries.array ?? []).map(\.description)
      let shown = numbers.prefix(10).joined(separator: ", ") + (numbers.count > 10 ? ", ..." : "")
      let found =
        switch numbers.count {
        case 0: "never"
        case 1: "once, entry \(shown)"
        default: "\(numbers.count) times, entries \(shown)"
        }
      lines.append("  \(title)\(String(repeating: " ", count: width - title.count))  \(found)")
    }
    return lines.joined(separator: "\n")
  }

  /// Something is not: what was expected, what was found, and what came nearest, field by field.
  static func unmet(_ error: JSONValue) -> String {
    let failures = error["failures"]?.array ?? []
    var lines = ["Not verified."]
    for failure in failures {
      lines += [
        "", "  \(failure["expectation"]?.string ?? "")", "    expected  \(failure["expected"]?.string ?? "")",
        "    found     \(failure["found"]?.string ?? "")",
      ]
      guard let nearest = failure["nearest"], nearest.object != nil else { continue }
      lines.append("    nearest   entry \(nearest["sequence"] ?? .null): \(nearest["summary"]?.string ?? "")")
      for difference in nearest["differences"]?.array ?? [] {
        let parts = ["field", "expected", "found"].map { difference[$0]?.string ?? "" }
        lines.append("              \(parts[0]): should be \(parts[1]), is \(parts[2])")
      }
    }
    if let note = note(error["message"]?.string ?? "") { lines += ["", "  \(note)"] }
    return lines.joined(separator: "\n")
  }

  /// What the server says of the journal as a whole, behind the failures.
  private static func note(_ message: String) -> String? {
    for words in ["The journal is empty", "Nothing happened since"] {
      let pieces = message.pieces(betweenText: words)
      if pieces.count > 1, let rest = pieces.last { return words + rest }
    }
    return nil
  }
}
