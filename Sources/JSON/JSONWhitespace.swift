/// White space between the parts of a JSON text.
public enum JSONWhitespace {
  /// The text without it; what stands inside strings is kept.
  ///
  /// Malformed text stays malformed.
  ///
  /// Worth its pass before a large text that people indent is scanned and parsed in parts.
  public static func removed(from bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var isInString = false
    var isEscaped = false
    for byte in bytes {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
        continue
      }
      kept.append(byte)
    }
    return kept
  }
}
