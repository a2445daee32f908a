internal import JSON

/// The parts of pydantic's sentences that depend on values.
enum Words {
  /// A bound: `1`, `0.5`.
  static func number(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? JSONValue.real(value).description
  }

  /// "1 item", "2 items".
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// "'a', 'b' or 'c'".
  static func choices(_ values: [JSONValue]) -> String {
    let spelled = values.map(python)
    guard let last = spelled.last, spelled.count > 1 else { return spelled.first ?? "" }
    return spelled.dropLast().joined(separator: ", ") + " or " + last
  }

  /// The value as Python's `repr` shows it.
  static func python(_ value: JSONValue) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .integer, .real: value.description
    case .string(let text): quoted(text)
    case .array(let elements): "[" + elements.map(python).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { quoted($0.key) + ": " + python($0.value) }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var out = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": out += "\\\(scalar)"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\0"..<" ", "\u{7f}":
        let digits = String(scalar.value, radix: 16)
        out += "\\x" + (digits.count == 1 ? "0" : "") + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + String(quote)
  }
}
