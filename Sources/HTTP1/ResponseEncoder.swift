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
    _ response: Response, to output: inout [UInt8], isHead: Bool = false, connection: Connection = .implied
  ) {
    append(response, to: &output, connection, hasBody: sendsBody(response, isHead: isHead))
  }

  /// Appends all that precedes the body, up to the empty line.
  public static func appendHead(
    _ response: Response, to output: inout [UInt8], connection: Connection = .implied
  ) {
    append(response, to: &output, connection, hasBody: false)
  }

  /// Status line, length, `connection` and the empty line are no longer than this.
  private static let framingRoom = 160

  private static func append(
    _ response: Response, to output: inout [UInt8], _ connection: Connection, hasBody: Bool
  ) {
    // A closure that held the answer would copy all of it.
    let (status, fields, length) = (response.status, response.fields, response.body.count)
    let preset = response.preset?.bytes ?? []
    let body = hasBody ? response.body : []
    // The line of a field takes less than the field with its lengths.
    let room = framingRoom + preset.count + fields.bytes.count + body.count
    output.append(addingCapacity: room) { tail in
      unsafe tail.withUnsafeMutableBufferPointer { tail, used in
        guard let start = tail.baseAddress else { return }
        var end = unsafe TapeEnd(start, room: tail.count)
        writeStatusLine(status, to: &end)
        end.write(preset, preset.count)
        writeLines(fields, to: &end)
        if status != 204 { writeLength(length, to: &end) }
        writeEnd(connection, to: &end)
        end.write(body, body.count)
        precondition(end.fits, "an answer that is longer than its parts")
        used = tail.count - end.room
      }
    }
  }

  private static func writeLength(_ length: Int, to end: inout TapeEnd) {
    end.write("content-length: ")
    end.write(decimal: length)
    end.write("\r\n")
  }

  private static func writeEnd(_ connection: Connection, to end: inout TapeEnd) {
    switch connection {
    case .implied: end.write("\r\n")
    case .keepAlive: end.write("connection: keep-alive\r\n\r\n")
    case .close: end.write("connection: close\r\n\r\n")
    }
  }

  /// Whether the body belongs on the wire: not in an answer to HEAD, a 204 or a 304.
  public static func sendsBody(_ response: Response, isHead: Bool) -> Bool {
    !isHead && response.status != 204 && response.status != 304
  }

  /// The lines of fields, each with its end.
  static func lines(_ fields: Fields) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: fields.bytes.count) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      var end = unsafe TapeEnd(start, room: buffer.count)
      writeLines(fields, to: &end)
      count = buffer.count - end.room
    }
  }

  private static func writeLines(_ fields: Fields, to end: inout TapeEnd) {
    let all = unsafe fields.bytes.span.bytes
    var place = 0
    while place < all.byteCount {
      let field = FieldPlace(all, at: place)
      if !isFraming(all, field.name) { end.write(line: all, field) }
      place = field.end
    }
  }

  private static func isFraming(_ all: RawSpan, _ name: Range<Int>) -> Bool {
    switch name.count {
    case 10: all.holds("connection".utf8.span, at: name.lowerBound)
    case 14: all.holds("content-length".utf8.span, at: name.lowerBound)
    case 17: all.holds("transfer-encoding".utf8.span, at: name.lowerBound)
    default: false
    }
  }

  private static func writeStatusLine(_ status: Int, to end: inout TapeEnd) {
    if status == 200 { return end.write("HTTP/1.1 200 OK\r\n") }
    end.write("HTTP/1.1 ")
    end.write(decimal: status)
    end.write(" ")
    end.write(StatusReason.words(for: status))
    end.write("\r\n")
  }
}
