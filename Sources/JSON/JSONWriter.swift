/// Writes JSON text as FastAPI does: no spaces, non-ASCII as UTF-8, only the escapes that JSON demands.
///
/// Everything appends to a byte array that the caller owns, so that a typed writer can mix values with literal bytes.
public enum JSONWriter {
  /// The text of `value`; `pretty` puts each member on a line of its own, indented by two spaces.
  public static func bytes(_ value: JSONValue, pretty: Bool = false) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    if pretty { appendPretty(value, indent: 0, to: &out) } else { append(value, to: &out) }
    return out
  }

  /// Appends `value` in compact form.
  public static func append(_ value: JSONValue, to out: inout [UInt8]) {
    switch value {
    case .null: append("null" as StaticString, to: &out)
    case .bool(let value): append(value, to: &out)
    case .integer(let value): append(value, to: &out)
    case .real(let value): append(value, to: &out)
    case .string(let value): append(value, to: &out)
    case .array(let elements): append(elements, to: &out)
    case .object(let members): append(members, to: &out)
    }
  }

  /// Appends `elements` as an array.
  public static func append(_ elements: [JSONValue], to out: inout [UInt8]) {
    out.append(UInt8(ascii: "["))
    var first = true
    for element in elements {
      if !first { out.append(UInt8(ascii: ",")) }
      first = false
      append(element, to: &out)
    }
    out.append(UInt8(ascii: "]"))
  }

  /// Appends `members` as an object.
  public static func append(_ members: JSONObject, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    var first = true
    for member in members {
      if !first { out.append(UInt8(ascii: ",")) }
      first = false
      append(member.key, to: &out)
      out.append(UInt8(ascii: ":"))
      append(member.value, to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }

  /// Appends `true` or `false`.
  public static func append(_ value: Bool, to out: inout [UInt8]) {
    append(value ? "true" : "false" as StaticString, to: &out)
  }

  /// Appends literal JSON text, such as `{"status":`, without looking at it.
  public static func append(_ literal: StaticString, to out: inout [UInt8]) {
    unsafe out.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  private static func appendPretty(_ value: JSONValue, indent: Int, to out: inout [UInt8]) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        newLine(after: index, indent: indent + 2, to: &out)
        appendPretty(element, indent: indent + 2, to: &out)
      }
      newLine(after: 0, indent: indent, to: &out)
      out.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        newLine(after: index, indent: indent + 2, to: &out)
        append(member.key, to: &out)
        append(": " as StaticString, to: &out)
        appendPretty(member.value, indent: indent + 2, to: &out)
      }
      newLine(after: 0, indent: indent, to: &out)
      out.append(UInt8(ascii: "}"))
    default:
      append(value, to: &out)
    }
  }

  private static func newLine(after index: Int, indent: Int, to out: inout [UInt8]) {
    if index > 0 { out.append(UInt8(ascii: ",")) }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }
}
