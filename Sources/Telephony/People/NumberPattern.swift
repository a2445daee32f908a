internal import Patterns

/// Numbers with a common form: `+1555555*`, where each star stands for any digits, or none.
struct NumberPattern: Sendable, Equatable, Codable {
  /// The pattern as it was written, blanks and marks left out.
  let text: String
  private let pieces: [String]

  /// Reads a pattern; nil for anything but digits and stars behind an optional plus sign.
  init?(_ text: String) {
    let digits = text.first == "+" ? text.dropFirst() : text[...]
    guard digits.contains("*"), digits.utf8.allSatisfy({ "0123456789*".utf8.contains($0) }) else { return nil }
    self.text = text
    pieces = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  /// How many characters it fixes: of two patterns that fit, the longer one wins.
  var length: Int { pieces.reduce(0) { $0 + $1.utf8.count } }

  /// Whether a number has this form.
  func matches(_ number: String) -> Bool {
    guard let first = pieces.first, let last = pieces.last, number.utf8.count >= length, number.hasPrefix(first) else {
      return false
    }
    var rest = number.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(ofText: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.count >= last.count && rest.hasSuffix(last)
  }
}
