/// Renders responses for the wire.
///
/// Source: RFC 9112 §4 and §6, RFC 9110 §8.6 (which answers carry a length).
public enum ResponseEncoder {
  /// What an answer says about the connection.
  public enum Connection: Sendable {
    /// Nothing: HTTP/1.1 keeps it open by default.
    case implied
    /// `connection: keep-alive`, which an HTTP/1.0 client has to be told.
    case keepAlive
    /// `connection: close`.
    case close
  }

  /// The interim answer to `Expect: 100-continue`.
  public static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Appends status line, preset, fields, `content-length`, `connection` and body.
  ///
  /// An answer to HEAD and a 304 have no body, but the length it would have; a 204 has neither.
  public static func append(
    _ response: borrowing Response, to output: inout [UInt8], isHead: Bool = false, connection: Connection = .implied
  ) {
    appendHead(response, to: &output, connection: connection)
    if sendsBody(response, isHead: isHead) { output += response.body }
  }

  /// Appends all that precedes the body, up to the empty line.
  public static func appendHead(
    _ response: borrowing Response, to output: inout [UInt8], connection: Connection = .implied
  ) {
    appendStatusLine(response.status, to: &output)
    if let preset = response.preset { output += preset.bytes }
    for field in response.fields.list where !isFraming(field.name) {
      append(name: field.name, value: field.value, to: &output)
    }
    if response.status != 204 {
      append("content-length: ", to: &output)
      append(decimal: response.body.count, to: &output)
      append("\r\n", to: &output)
    }
    switch connection {
    case .implied: append("\r\n", to: &output)
    case .keepAlive: append("connection: keep-alive\r\n\r\n", to: &output)
    case .close: append("connection: close\r\n\r\n", to: &output)
    }
  }

  /// Whether the body belongs on the wire: not in an answer to HEAD, a 204 or a 304.
  public static func sendsBody(_ response: borrowing Response, isHead: Bool) -> Bool {
    !isHead && response.status != 204 && response.status != 304
  }

  static func append(name: String, value: String, to output: inout [UInt8]) {
    append(line: name, to: &output)
    append(": ", to: &output)
    append(line: value, to: &output)
    append("\r\n", to: &output)
  }

  /// Control characters become spaces, so that no value can end its line and begin another.
  private static func append(line text: String, to output: inout [UInt8]) {
    let start = output.count
    var text = text
    let needsCare = text.withUTF8 { bytes in
      unsafe output.append(contentsOf: bytes)
      return unsafe hasControls(UnsafeRawBufferPointer(bytes))
    }
    guard needsCare else { return }
    for place in start..<output.count where isControl(output[place]) { output[place] = UInt8(ascii: " ") }
  }

  /// Looks at eight bytes at once: a lower one than 0x20, or 0x7F, makes the subtraction borrow into its top bit.
  private static func hasControls(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var place = 0
    while place + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let deletes = word ^ ones &* 0x7F
      let found = (word &- ones &* 0x20) & ~word | (deletes &- ones) & ~deletes
      if found & ones << 7 != 0 { return true }
      place += 8
    }
    while place < bytes.count {
      if unsafe isControl(bytes[place]) { return true }
      place += 1
    }
    return false
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

  private static func isFraming(_ name: String) -> Bool {
    switch name.utf8.count {
    case 10: name == "connection"
    case 14: name == "content-length"
    case 17: name == "transfer-encoding"
    default: false
    }
  }

  private static func appendStatusLine(_ status: Int, to output: inout [UInt8]) {
    if status == 200 { return append("HTTP/1.1 200 OK\r\n", to: &output) }
    append("HTTP/1.1 ", to: &output)
    append(decimal: status, to: &output)
    append(" ", to: &output)
    append(StatusReason.words(for: status), to: &output)
    append("\r\n", to: &output)
  }

  private static func append(_ text: StaticString, to output: inout [UInt8]) {
    unsafe output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private static func append(decimal number: Int, to output: inout [UInt8]) {
    // Digits are packed from the lowest place down, so that memory has them in the order of the text.
    var digits: UInt64 = 0
    var count = 0
    var rest = UInt(number)
    repeat {
      digits = digits << 8 | UInt64(48 + rest % 10)
      rest /= 10
      count += 1
    } while rest > 0 && count < 8
    if rest > 0 { append(decimal: Int(rest), to: &output) }
    unsafe withUnsafeBytes(of: digits.littleEndian) { unsafe output.append(contentsOf: $0.prefix(count)) }
  }
}
