/// Fills the braces of a catalogue's text.
///
/// For instance `Document with id {id} not found.`
public enum MessageTemplate {
  /// `text` with each `{name}` that `values` knows replaced; other braces stay as they are.
  public static func fill(_ text: String, _ values: [String: String]) -> String {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      let inside = rest[open...].dropFirst()
      if let close = inside.firstIndex(of: "}"), let value = values[String(inside[..<close])] {
        filled += value
        rest = inside[close...].dropFirst()
      } else {
        filled += "{"
        rest = inside
      }
    }
    return filled + rest
  }
}
