/// Masks what looks like a token, whoever made it.
enum TokenShapes {
  /// The text with each token cut to its beginning and four characters, `sk_1a2b****`; nil where there is none.
  static func masked(_ text: [UInt8], _ shapes: [CredentialVocabulary.Shape]) -> [UInt8]? {
    guard text.count >= 8 else { return nil }
    var masked: [UInt8] = []
    var copied = 0
    var place = 0
    while place < text.count {
      if text[place] == UInt8(ascii: "e"), let end = webToken(at: place, in: text) {
        masked += text[copied..<place]
        masked += CredentialVocabulary.placeholder("jwt".utf8).utf8
        (place, copied) = (end, end)
        continue
      }
      // Prefixes end in `_` or `-`, which are rarer than their first letters.
      guard text[place] == UInt8(ascii: "_") || text[place] == UInt8(ascii: "-") else {
        place += 1
        continue
      }
      place += 1
      guard let shape = shapes.first(where: { ends($0.prefix, at: place, in: text, from: copied) }) else { continue }
      var end = place
      while end < text.count, isWord(text[end]) { end += 1 }
      if end - place >= shape.digits {
        masked += text[copied..<place + 4]
        masked += "****".utf8
        copied = end
      }
      place = end
    }
    return copied == 0 ? nil : masked + text[copied...]
  }

  private static func ends(_ prefix: [UInt8], at end: Int, in text: [UInt8], from first: Int) -> Bool {
    end - first >= prefix.count && text[end - prefix.count..<end].elementsEqual(prefix)
  }

  /// Where a JSON Web Token (RFC 7519) ends that begins here: `eyJ…`, a dot, its claims, a dot, its signature.
  private static func webToken(at start: Int, in text: [UInt8]) -> Int? {
    guard start + 30 < text.count, text[start + 1] == UInt8(ascii: "y"), text[start + 2] == UInt8(ascii: "J") else {
      return nil
    }
    var end = start
    var dots = 0
    while end < text.count {
      let byte = text[end]
      if byte == UInt8(ascii: ".") {
        dots += 1
        if dots == 3 { break }
      } else if !isWord(byte), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
        break
      }
      end += 1
    }
    return dots >= 2 ? end : nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
