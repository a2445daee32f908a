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
    var position = 0
    var start = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        while true {
          position = bytes.endOfPlainText(from: position)
          guard position < bytes.count, bytes[position] == UInt8(ascii: "\\") else { break }
          position = min(position + 2, bytes.count)
        }
        position = min(position + 1, bytes.count)
      case 0x20, 0x0A, 0x0D, 0x09:
        kept.append(contentsOf: bytes[start..<position])
        position = bytes.endOfSpaces(from: position + 1)
        start = position
      default: position += 1
      }
    }
    kept.append(contentsOf: bytes[start...])
    return kept
  }
}
