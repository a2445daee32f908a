/// A way in which some program writes JSON: separators, escapes, order of members, numbers.
///
/// ``JSONWriter`` writes what servers answer with. This writes what other programs make of a value, byte for byte, so
/// that it can be told which of them has written a text again.
public struct JSONStyle: Sendable {
  /// Between two elements or members.
  public var itemSeparator = ","
  /// Between a key and its value.
  public var keySeparator = ":"
  /// Spaces a level, each element on a line of its own; nil for one line.
  public var indent: Int?
  /// Whether anything but printable ASCII becomes `\uXXXX`.
  public var escapesNonASCII = false
  /// Whether `/` becomes `\/`.
  public var escapesSlashes = false
  /// Whether `<`, `>` and `&` become `\u003c`, `\u003e` and `\u0026`.
  public var escapesMarkup = false
  /// Whether members stand in the order of their keys' code points.
  public var sortsKeys = false
  /// Whether `1.0` is written `1`, as JavaScript does, which does not tell the two apart.
  public var numbersAreJavaScript = false

  /// Compact, as ``JSONWriter`` writes.
  public init() {}

  /// `JSON.stringify(value)`.
  ///
  /// Keys that look like array indices, which JavaScript moves to the front, stay where they are.
  public static let javaScript = with(JSONStyle()) { $0.numbersAreJavaScript = true }

  /// `json.dumps(value)` in Python.
  public static let python = with(JSONStyle()) {
    $0.itemSeparator = ", "
    $0.keySeparator = ": "
    $0.escapesNonASCII = true
  }

  /// This style with changes.
  public static func with(_ style: JSONStyle, _ change: (inout JSONStyle) -> Void) -> JSONStyle {
    var style = style
    change(&style)
    return style
  }

  /// The text of `value`.
  public func bytes(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, level: 0, to: &out)
    return out
  }

  private func append(_ value: JSONValue, level: Int, to out: inout [UInt8]) {
    switch value {
    case .integer, .real: append(number: value, to: &out)
    case .string(let text): append(text, to: &out)
    case .array(let elements):
      append(count: elements.count, "[]", level: level, to: &out) { position, out in
        append(elements[position], level: level + 1, to: &out)
      }
    case .object(let members):
      let order =
        sortsKeys
        ? members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) } : Array(members)
      append(count: order.count, "{}", level: level, to: &out) { position, out in
        append(order[position].key, to: &out)
        out.append(contentsOf: keySeparator.utf8)
        append(order[position].value, level: level + 1, to: &out)
      }
    case .null, .bool: JSONWriter.append(value, to: &out)
    }
  }

  private func append(
    count: Int, _ brackets: StaticString, level: Int, to out: inout [UInt8], _ body: (Int, inout [UInt8]) -> Void
  ) {
    let brackets = Array(brackets.description.utf8)
    out.append(brackets[0])
    for position in 0..<count {
      if position > 0 { out.append(contentsOf: itemSeparator.utf8) }
      startLine(level + 1, to: &out)
      body(position, &out)
    }
    if count > 0 { startLine(level, to: &out) }
    out.append(brackets[1])
  }

  private func startLine(_ level: Int, to out: inout [UInt8]) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private func append(number: JSONValue, to out: inout [UInt8]) {
    guard numbersAreJavaScript, let value = number.real else { return JSONWriter.append(number, to: &out) }
    if case .integer(let whole) = number, whole.magnitude <= 1 << 53 { return JSONWriter.append(whole, to: &out) }
    out.append(contentsOf: JavaScriptNumber.text(value).utf8)
  }

  private func append(_ text: String, to out: inout [UInt8]) {
    let start = out.count
    JSONWriter.append(text, to: &out)
    guard escapesNonASCII || escapesSlashes || escapesMarkup else { return }
    let plain = String(decoding: out[start...], as: UTF8.self)
    out.removeSubrange(start...)
    for character in plain.unicodeScalars {
      switch character {
      case "/" where escapesSlashes: out.append(contentsOf: "\\/".utf8)
      case "<" where escapesMarkup, ">" where escapesMarkup, "&" where escapesMarkup: Self.escape(character, to: &out)
      case _ where escapesNonASCII && character.value >= 0x7F: Self.escape(character, to: &out)
      default: out.append(contentsOf: String(character).utf8)
      }
    }
  }

  /// Appends a character as `\uXXXX`, or as two of them beyond U+FFFF.
  public static func escape(_ character: Unicode.Scalar, to out: inout [UInt8]) {
    for unit in String(character).utf16 {
      let digits = String(unit, radix: 16)
      out.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }
  }
}
