/// What stands in the place of a credential.
enum Placeholder {
  /// Schemes of authorization, which are no secret.
  private static let schemes: Set<String> = ["bearer", "basic", "token", "apikey", "key", "digest"]

  /// What is written for a text that is a credential as a whole; a placeholder stays.
  static func hiding(_ text: ArraySlice<UInt8>, named name: some Collection<UInt8>) -> ArraySlice<UInt8> {
    if text.isEmpty || isPlaceholder(text) { return text }
    if let space = text.firstIndex(of: UInt8(ascii: " ")), space + 1 < text.endIndex, isScheme(text[..<space]) {
      return text[...space] + hiding(text[(space + 1)...], named: name)
    }
    return ArraySlice(CredentialVocabulary.placeholder(name).utf8)
  }

  /// The credential itself of a text such as `Bearer …`.
  static func withoutScheme(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let space = text.firstIndex(of: UInt8(ascii: " ")), isScheme(text[..<space]) else { return text }
    return text[(space + 1)...]
  }

  /// Whether a text is one placeholder as a whole: `<KIND:NAME>`.
  static func isPlaceholder(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count >= 4, text.first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">"),
      let colon = text.dropFirst().firstIndex(where: { !isKindByte($0) }), text[colon] == UInt8(ascii: ":"),
      colon > text.startIndex + 1
    else { return false }
    var depth = 0
    for place in text.indices {
      if text[place] == UInt8(ascii: "<") { depth += 1 }
      if text[place] == UInt8(ascii: ">") { depth -= 1 }
      if depth == 0, place < text.endIndex - 1 { return false }
    }
    return depth == 0
  }

  private static func isKindByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  private static func isScheme(_ word: ArraySlice<UInt8>) -> Bool {
    word.count <= 8 && schemes.contains(String(decoding: word, as: UTF8.self).lowercased())
  }
}
