/// Masks what looks like a secret wherever Ringback writes something down.
public enum Secrets {
  /// What secrets begin with, and how many characters of letters and digits must follow.
  private static let prefixes: [(text: String, digits: Int)] = [("sk_", 16), ("wsec_", 16), ("cvtkn_", 16)]

  /// `text` with each key, webhook secret and token cut to its prefix and four characters: `sk_1a2b****`.
  public static func masked(_ text: String) -> String {
    guard prefixes.contains(where: { text.utf8.contains($0.text) }) else { return text }
    var bytes = Array(text.utf8)
    for (prefix, digits) in prefixes {
      let pattern = Array(prefix.utf8)
      var start = 0
      while start + pattern.count <= bytes.count {
        guard bytes[start..<start + pattern.count].elementsEqual(pattern) else {
          start += 1
          continue
        }
        var end = start + pattern.count
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        if end - start - pattern.count >= digits {
          bytes.replaceSubrange(start + pattern.count + 4..<end, with: "****".utf8)
        }
        start += pattern.count
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A value that is a secret whatever it looks like: its first characters and `****`.
  public static func cut(_ secret: String) -> String {
    let masked = masked(secret)
    if masked != secret { return masked }
    return secret.unicodeScalars.count < 12
      ? "****" : String(String.UnicodeScalarView(secret.unicodeScalars.prefix(4))) + "****"
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

extension String.UTF8View {
  /// Whether the bytes of `needle` stand in it.
  fileprivate func contains(_ needle: String) -> Bool {
    guard let first = needle.utf8.first else { return true }
    var rest = self[...]
    while let start = rest.firstIndex(of: first) {
      if rest[start...].starts(with: needle.utf8) { return true }
      rest = rest[rest.index(after: start)...]
    }
    return false
  }
}
