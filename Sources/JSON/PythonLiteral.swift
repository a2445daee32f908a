/// What Python makes of a value that is put into a text as it is: `f"{value}"`.
public enum PythonLiteral {
  /// A parsed body: `{'type': 'x', 'data': None}`.
  ///
  /// Characters that Python calls unprintable are escaped below U+00A0 only.
  public static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer, .real: value.description
    case .string(let text): quoted(text.unicodeScalars)
    case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(quoted($0.key.unicodeScalars)): \(text($0.value))" }.joined(separator: ", "))}"
    }
  }

  /// Bytes that were not decoded: `b'{"type": 1}'`.
  public static func text(_ bytes: [UInt8]) -> String {
    "b" + quoted(bytes.lazy.map { Unicode.Scalar($0) }, escapingFrom: 0x7F..<0x100)
  }

  private static func quoted(
    _ characters: some Sequence<Unicode.Scalar>, escapingFrom high: Range<UInt32> = 0x7F..<0xA1
  ) -> String {
    let characters = Array(characters)
    let mark: Unicode.Scalar = characters.contains("'") && !characters.contains("\"") ? "\"" : "'"
    var text = String(mark)
    for character in characters {
      switch character {
      case mark, "\\": text += "\\\(character)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where character.value < 0x20 || high.contains(character.value):
        let digits = String(character.value, radix: 16)
        text += "\\x\(digits.count == 1 ? "0" : "")\(digits)"
      default: text.unicodeScalars.append(character)
      }
    }
    return text + String(mark)
  }
}
