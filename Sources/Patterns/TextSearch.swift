/// Texts found in texts, character by character.
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
    guard let first = part.first else { return startIndex..<startIndex }
    var start = startIndex
    while start < endIndex {
      if self[start] == first, let end = end(of: part, from: start) { return start..<end }
      formIndex(after: &start)
    }
    return nil
  }

  /// Where the part ends if it stands at a place.
  private func end(of part: String, from start: Index) -> Index? {
    var place = start
    for character in part {
      guard place < endIndex, self[place] == character else { return nil }
      formIndex(after: &place)
    }
    return place
  }
}
