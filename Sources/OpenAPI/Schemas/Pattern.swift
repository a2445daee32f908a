/// A regular expression of a schema, compiled once.
///
/// It looks anywhere in the string, as pydantic does. Strings beyond ``longest`` are not searched and count as a mismatch,
/// so that no input can hold the loop.
final class Pattern {
  static let longest = 4096

  let text: String
  private let expression: Regex<AnyRegexOutput>

  /// Nil when Swift cannot read `text`.
  init?(_ text: String) {
    guard let expression = try? Regex(text) else { return nil }
    self.text = text
    self.expression = expression.matchingSemantics(.unicodeScalar)
  }

  func matches(_ string: String) -> Bool {
    guard string.utf8.count <= Self.longest else { return false }
    return (try? expression.firstMatch(in: string)) ?? nil != nil
  }
}
