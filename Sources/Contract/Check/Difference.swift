public import JSON

/// One way in which an answer is not what was expected.
public struct Difference: Sendable, Equatable {
  /// Where: `status`, `header content-type`, `json /detail/status`, `schema /agent_id`, `text`, `delivery`, `signature`, `until`.
  public let field: String
  /// What was expected, in words.
  public let expected: String
  /// What stood there, in words.
  public let found: String

  /// A difference.
  public init(_ field: String, expected: String, found: String) {
    self.field = field
    self.expected = expected
    self.found = found
  }

  /// The difference as reports write it.
  public var json: JSONValue {
    ["field": .string(field), "expected": .string(expected), "found": .string(found)]
  }

  /// A value as it is shown: compact, and cut where it is long.
  static func shown(_ value: JSONValue?) -> String {
    guard let value else { return "nothing" }
    return cut(value.description)
  }

  /// A number as people write it: `2`, `0.5`.
  static func number(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  /// A text, cut where it is long.
  static func cut(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > 300 else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(290))) + "… (\(text.utf8.count) bytes)"
  }
}
