/// Escapes of single characters in a JSON text that otherwise stays as it is.
public enum JSONEscapes {
  /// The text with `\uXXXX` for each character beyond ASCII.
  public static func made(in text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    for character in String(decoding: text, as: UTF8.self).unicodeScalars {
      if character.isASCII { out.append(UInt8(character.value)) } else { JSONStyle.escape(character, to: &out) }
    }
    return out
  }

  /// The text with the character for each `\uXXXX` beyond ASCII; halves of a pair stay where the other is missing.
  public static func resolved(in text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      if let (character, length) = character(at: position, of: text) {
        out.append(contentsOf: String(character).utf8)
        position += length
      } else {
        // A backslash takes the next byte along, so that \\u00e9 is left alone.
        let length = text[position] == UInt8(ascii: "\\") && position + 1 < text.count ? 2 : 1
        out.append(contentsOf: text[position..<position + length])
        position += length
      }
    }
    return out
  }

  private static func character(at position: Int, of text: [UInt8]) -> (Unicode.Scalar, length: Int)? {
    guard let first = unit(at: position, of: text), first >= 0x80 else { return nil }
    if let character = Unicode.Scalar(UInt32(first)) { return (character, 6) }
    guard (0xD800..<0xDC00).contains(first), let second = unit(at: position + 6, of: text),
      (0xDC00..<0xE000).contains(second)
    else { return nil }
    let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    return Unicode.Scalar(value).map { ($0, 12) }
  }

  private static func unit(at position: Int, of text: [UInt8]) -> UInt16? {
    guard position + 6 <= text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u")
    else {
      return nil
    }
    var value: UInt16 = 0
    for byte in text[(position + 2)..<(position + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
