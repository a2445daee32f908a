/// Header lines rendered once and shared by many responses; they are copied to the wire as they are.
///
/// Shape: `name: value CR LF` for each field, names lower case.
public struct HeaderBlock: Sendable {
  let bytes: [UInt8]

  /// Renders the fields in their order.
  ///
  /// Control characters in a value become spaces. Framing fields
  /// (`content-length`, `transfer-encoding`, `connection`) do not belong here: the encoder writes them.
  public init(_ fields: [(name: String, value: String)]) {
    bytes = ResponseEncoder.lines(Fields(fields))
  }

  /// The fields, read back from the lines.
  public var fields: [(name: String, value: String)] {
    bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      let value = line[name.endIndex...].dropFirst(2).dropLast()
      return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
  }
}
