internal import Bytes

/// Texts found in texts: the same bytes, where characters begin and end.
///
/// The standard library's own (`contains`, `firstRange(of:)`, `replacing`, `split` by a text) are in its module for
/// regular expressions: one use of them links a megabyte of parser and matcher, whose conformances every start looks
/// through. `Package.swift` leaves that module out, so that they do not come back unseen.
extension StringProtocol where SubSequence == Substring {
  /// Where the part is found first; an empty part is found at the beginning.
  public func firstRange(ofText part: some StringProtocol) -> Range<String.Index>? {
    self[...].search(String(part))
  }

  /// Whether the part is found anywhere.
  public func contains(text part: some StringProtocol) -> Bool {
    self[...].search(String(part)) != nil
  }

  /// What lies between the finds of a part that is not empty; empty pieces count.
  public func pieces(betweenText part: some StringProtocol) -> [Substring] {
    let part = String(part)
    var pieces: [Substring] = []
    var rest = self[...]
    while !part.isEmpty, let found = rest.search(part) {
      pieces.append(rest[..<found.lowerBound])
      rest = rest[found.upperBound...]
    }
    return pieces + [rest]
  }

  /// The text with every find of a part that is not empty replaced, from the beginning.
  public func replacing(text part: some StringProtocol, with other: some StringProtocol) -> String {
    pieces(betweenText: part).joined(separator: String(other))
  }
}

extension Substring {
  fileprivate func search(_ part: String) -> Range<Index>? {
    func range(at offset: Int) -> Range<Index> {
      let start = utf8.index(startIndex, offsetBy: offset)
      return start..<utf8.index(start, offsetBy: part.utf8.count)
    }
    return byteOffset(of: part) { !isInsideCharacter(range(at: $0)) }.map { range(at: $0) }
  }

  /// Whether a range begins or ends inside a character, as far as its neighbors tell: a line feed is no part of a return and
  /// line feed, nor a letter of one with an accent behind it.
  private func isInsideCharacter(_ range: Range<Index>) -> Bool {
    let scalars = unicodeScalars
    for place in [range.lowerBound, range.upperBound] where place > startIndex && place < endIndex {
      let (before, after) = (scalars[scalars.index(before: place)], scalars[place])
      if before == "\r", after == "\n" { return true }
      if !after.isASCII, after.properties.isGraphemeExtend || after.properties.isJoinControl { return true }
    }
    return false
  }
}
