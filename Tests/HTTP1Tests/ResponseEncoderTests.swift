import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct ResponseEncoderTests {
  private func wire(
    _ response: Response, isHead: Bool = false, connection: ResponseEncoder.Connection = .implied
  ) -> String {
    var output: [UInt8] = []
    ResponseEncoder.append(response, to: &output, isHead: isHead, connection: connection)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func writesPresetThenFieldsThenLength() {
    let preset = HeaderBlock([("Server", "uvicorn"), ("vary", "Origin")])
    let response = Response(status: 201, fields: ["x-b": "2"], preset: preset, body: Array("hello".utf8))
    #expect(
      wire(response)
        == "HTTP/1.1 201 Created\r\nserver: uvicorn\r\nvary: Origin\r\nx-b: 2\r\ncontent-length: 5\r\n\r\nhello")
  }

  @Test(arguments: [
    (ResponseEncoder.Connection.implied, ""), (.keepAlive, "connection: keep-alive\r\n"),
    (.close, "connection: close\r\n"),
  ])
  func saysWhatBecomesOfTheConnection(connection: ResponseEncoder.Connection, line: String) {
    #expect(wire(Response(), connection: connection) == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\(line)\r\n")
  }

  @Test func headHasLengthButNoBody() {
    #expect(wire(Response(body: [1, 2, 3]), isHead: true) == "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n")
  }

  @Test(arguments: [
    (204, "HTTP/1.1 204 No Content\r\n\r\n"), (304, "HTTP/1.1 304 Not Modified\r\ncontent-length: 1\r\n\r\n"),
  ])
  func bodilessStatusesHaveNoBody(status: Int, expected: String) {
    #expect(wire(Response(status: status, body: [1])) == expected)
  }

  @Test func unregisteredStatusHasNoWords() {
    #expect(wire(Response(status: 299)).hasPrefix("HTTP/1.1 299 \r\n"))
  }

  @Test(arguments: [0, 9, 10, 99, 100, 12_345, 12_345_678, 100_000_007])
  func writesLengthInDecimal(count: Int) {
    #expect(
      wire(Response(body: Array(repeating: 65, count: count)), isHead: true).contains("content-length: \(count)\r\n"))
  }

  @Test func noValueEndsItsLine() {
    let response = Response(fields: ["x": "a\r\nset-cookie: b\u{7F}\u{0}"])
    #expect(wire(response).contains("x: a  set-cookie: b  \r\n"))
  }

  @Test(arguments: ["\u{0}", "\u{1F}", "\u{7F}"])
  func noControlCharacterPasses(control: String) {
    for length in 1...20 {
      for place in 0..<length {
        let before = String(repeating: "é", count: place)
        let after = String(repeating: "~", count: length - place - 1)
        #expect(wire(Response(fields: ["x": before + control + after])).contains("x: \(before) \(after)\r\n"))
      }
    }
  }

  @Test func framingFieldsAreTheEncodersAlone() {
    let response = Response(fields: ["content-length": "99", "transfer-encoding": "chunked", "connection": "close"])
    #expect(wire(response) == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
  }
}

@Suite(.timeLimit(.minutes(2))) struct HTTPDateTests {
  /// Expected values are what Python's `email.utils.formatdate(…, usegmt=True)` gives.
  @Test(arguments: [
    (Int64(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
  ])
  func writesFixedLengthDates(seconds: Int64, expected: String) {
    #expect(HTTPDate.string(secondsSince1970: seconds) == expected)
  }
}
