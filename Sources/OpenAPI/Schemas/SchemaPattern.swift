internal import Patterns

/// A regular expression of a schema, compiled once.
///
/// It looks anywhere in the string, as pydantic does. Strings beyond ``longest`` are not searched and count as a mismatch,
/// as does a search that overruns its bound, so that no input can hold the loop.
final class SchemaPattern {
  static let longest = 4096

  let text: String
  private let pattern: Pattern

  /// Nil when `text` is no regular expression.
  init?(_ text: String) {
    guard let pattern = try? Pattern(text) else { return nil }
    self.text = text
    self.pattern = pattern
  }

  func matches(_ string: String) -> Bool {
    guard string.utf8.count <= Self.longest else { return false }
    return (try? pattern.matches(string)) ?? false
  }
}
