/// JSON as Python's `json.dumps` spells it by default: `", "` and `": "` between the parts, non-ASCII escaped.
public enum PythonJSON {
  /// The text of a value; members stand in their order.
  public static func text(_ value: JSONValue) -> String {
    switch value {
    case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(text(.string($0.key))): \(text($0.value))" }.joined(separator: ", "))}"
    case .string: escaped(String(decoding: JSONWriter.bytes(value), as: UTF8.self))
    default: String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 > 0x7e }) else { return text }
    return text.utf16.map { unit in
      guard unit > 0x7e else { return String(UnicodeScalar(UInt8(unit))) }
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
