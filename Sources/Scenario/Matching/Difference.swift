public import JSON
public import Simulation

/// One part of a pattern that a request does not fulfil.
public struct Difference: Sendable, Equatable {
  /// What was looked at, such as `operation`, `header user-agent` or `body /to_number`.
  public let field: String
  /// What the pattern wants there, in words.
  public let expected: String
  /// What stood there; secrets are masked.
  public let found: String

  init(_ field: String, expected: String, found: String) {
    self.field = field
    self.expected = expected
    self.found = found
  }

  /// The three members as an object.
  public var json: JSONValue {
    ["field": .string(field), "expected": .string(expected), "found": .string(found)]
  }

  /// One sentence without a full stop.
  public var words: String { "\(field) should be \(expected) and is \(found)" }

  /// The same without secrets, also where the place alone tells that one stands there.
  public func hiding(_ redaction: Redaction) -> Difference {
    let name = field.split { $0 == " " || $0 == "/" }.last.map(String.init) ?? ""
    guard redaction.isCredential(name) else {
      return Difference(field, expected: redaction.text(expected), found: redaction.text(found))
    }
    let isCut = Self.secretFields.contains(field)
    return Difference(
      field, expected: Self.withoutQuotes(expected), found: isCut ? redaction.text(found) : Self.withoutQuotes(found))
  }

  /// The text with `****` wherever something is quoted.
  private static func withoutQuotes(_ text: String) -> String {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { place, part in
      place.isMultiple(of: 2) || part.isEmpty ? part : "****"
    }.joined(separator: "\"")
  }

  private static let secretFields = ["header xi-api-key", "header authorization", "header cookie"]

  /// The values that stand at a place, in words.
  static func words(_ values: [JSONValue], field: String) -> String {
    guard !values.isEmpty else { return "not there" }
    let texts = values.prefix(8).map { value in
      if secretFields.contains(field) { return "\"\(Secrets.cut(value.string ?? ""))\"" }
      let text = Secrets.masked(value.description)
      return text.utf8.count > 200 ? "\(text.prefix(197))..." : text
    }
    return texts.joined(separator: " and ")
  }
}
