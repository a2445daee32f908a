/// A hint as the `x-ringback-hint` field carries it.
public enum HintLine {
  /// At most this many bytes.
  public static let limit = 512

  /// One line of printable ASCII: other characters as `\u{…}`, secrets hidden, cut with `...` at the limit.
  public static func field(_ hint: String, _ redaction: Redaction = .general) -> String {
    let masked = redaction.hint(hint)
    if masked.utf8.count <= limit - 3, masked.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) { return masked }
    var line: [UInt8] = []
    for scalar in masked.unicodeScalars {
      let before = line.count
      switch scalar.value {
      case 0x20...0x7e: line.append(UInt8(scalar.value))
      case 0x09, 0x0a, 0x0d: line.append(0x20)
      default: line += "\\u{\(String(scalar.value, radix: 16))}".utf8
      }
      guard line.count <= limit - 3 else { return String(decoding: line[..<before], as: UTF8.self) + "..." }
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// A value that somebody sent, quoted and cut so that it fits in a hint.
  public static func quoted(_ value: String) -> String {
    let cut = value.unicodeScalars.count > 60
    return "\"\(String(String.UnicodeScalarView(value.unicodeScalars.prefix(60))))\(cut ? "..." : "")\""
  }
}
