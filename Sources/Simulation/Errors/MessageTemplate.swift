internal import JSON

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

  /// The names in the braces of every text in a value, in order; repeats are kept.
  static func names(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): names(in: text)
    case .array(let elements): elements.flatMap(names)
    case .object(let members): members.values.flatMap(names)
    default: []
    }
  }

  private static func names(in text: String) -> [String] {
    text.split(separator: "{").dropFirst(text.hasPrefix("{") ? 0 : 1).compactMap { piece in
      guard let close = piece.firstIndex(of: "}") else { return nil }
      let name = piece[..<close]
      return !name.isEmpty && name.allSatisfy { $0.isLetter || $0 == "_" } ? String(name) : nil
    }
  }
}
