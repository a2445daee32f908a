/// Reads a query string or a form body into pairs.
///
/// Source: Python's `urllib.parse.parse_qsl(keep_blank_values=True)`, by which the real API reads them (measured).
public enum QueryItems {
  /// How many pairs are read; what follows them is not looked at.
  public static let most = 500

  /// The pairs of `a=1&b=2` in order, repeats kept, up to ``most``.
  ///
  /// `+` is a space, a name without `=` has the value "", empty pieces between `&` vanish, a bad percent stays as it
  /// is, and bytes that are not UTF-8 become U+FFFD.
  public static func parse(_ raw: String) -> [(name: String, value: String)] {
    // One more piece than is read: the unread rest.
    raw.utf8.split(separator: UInt8(ascii: "&"), maxSplits: most).prefix(most).map { piece in
      let name = piece.prefix { $0 != UInt8(ascii: "=") }
      return (decode(name), decode(piece[name.endIndex...].dropFirst()))
    }
  }

  private static func decode(_ part: Substring.UTF8View) -> String {
    String(decoding: PercentCoding.bytes(of: part, plusIsSpace: true), as: UTF8.self)
  }
}
