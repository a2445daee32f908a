/// A hint as the `x-ringback-hint` field carries it.
public enum HintLine {
  /// At most this many bytes.
  public static let limit = 512

  /// One line of printable ASCII: other characters as `\u{…}`, secrets masked, cut with `...` at the limit.
  public static func field(_ hint: String) -> String {
    var line = ""
    for scalar in Secrets.masked(hint).unicodeScalars {
      let piece =
        switch scalar.value {
        case 0x20...0x7e: String(scalar)
        case 0x09, 0x0a, 0x0d: " "
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
      guard line.utf8.count + piece.utf8.count <= limit - 3 else { return line + "..." }
      line += piece
    }
    return line
  }

  /// A value that somebody sent, quoted and cut so that it fits in a hint.
  public static func quoted(_ value: String) -> String {
    let cut = value.unicodeScalars.count > 60
    return "\"\(String(String.UnicodeScalarView(value.unicodeScalars.prefix(60))))\(cut ? "..." : "")\""
  }
}
