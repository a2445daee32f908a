import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequestLimitsTests {
  /// `GET / HTTP/1.1` with one field, so that the whole head has that many bytes.
  private func head(bytes: Int) -> String {
    let start = "GET / HTTP/1.1\r\nx: "
    return start + String(repeating: "a", count: bytes - start.utf8.count - 4) + "\r\n\r\n"
  }

  @Test func headOfExactlyTheLimitPasses() {
    let limits = RequestLimits(headBytes: 100)
    for pieces in everySplit(head(bytes: 104)) {
      let log = events(pieces, limits: limits)
      #expect(log.count == 1 && log[0].hasPrefix("GET / 1.1|x=a"))
    }
  }

  @Test func headOverTheLimitIsRefused() {
    let limits = RequestLimits(headBytes: 100)
    for pieces in everySplit(head(bytes: 105)) { #expect(events(pieces, limits: limits) == ["headTooLarge"]) }
  }

  @Test(arguments: [
    "GET /" + String(repeating: "a", count: 200),
    "\r\n" + String(repeating: "\r\n", count: 100),
    "GET / HTTP/1.1\r\n" + String(repeating: "a", count: 200),
    "GET / HTTP/1.1\r\nx: " + String(repeating: "a", count: 200),
    "GET / HTTP/1.1\r\nx:" + String(repeating: " ", count: 200),
    String(repeating: "GET", count: 1) + String(repeating: " ", count: 200),
  ])
  func headThatNeverEndsIsRefused(text: String) {
    for pieces in everySplit(text) {
      #expect(events(pieces, limits: RequestLimits(headBytes: 100)).last == "headTooLarge")
    }
  }

  @Test(arguments: [(3, ["GET / 1.1|a=|a=|a="]), (4, ["tooManyFields"])])
  func countsFields(count: Int, expected: [String]) {
    let text = "GET / HTTP/1.1\r\n" + String(repeating: "a:\r\n", count: count) + "\r\n"
    for pieces in everySplit(text) { #expect(events(pieces, limits: RequestLimits(fieldCount: 3)) == expected) }
  }

  @Test func eachHeadIsMeasuredByItself() {
    let text = head(bytes: 90) + head(bytes: 90) + head(bytes: 90)
    for pieces in everySplit(text) { #expect(events(pieces, limits: RequestLimits(headBytes: 100)).count == 3) }
  }

  @Test(arguments: [
    ("content-length: 5\r\n\r\nhello", 5, "POST / 1.1|content-length=5|body=hello"),
    ("content-length: 6\r\n\r\n", 5, "bodyTooLarge"),
    ("expect: 100-continue\r\ncontent-length: 6\r\n\r\n", 5, "bodyTooLarge"),
    ("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 5, "POST / 1.1|transfer-encoding=chunked|body=hello"),
    ("transfer-encoding: chunked\r\n\r\n3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n", 5, "bodyTooLarge"),
  ])
  func bodyOverTheLimitIsRefused(rest: String, limit: Int, expected: String) {
    for pieces in everySplit("POST / HTTP/1.1\r\n" + rest) {
      #expect(events(pieces, limits: RequestLimits(bodyBytes: limit)) == [expected])
    }
  }

  @Test(arguments: ["1;" + String(repeating: "e", count: 100_000), "0\r\nt: " + String(repeating: "e", count: 100_000)])
  func framingWithoutBodyDoesNotGoOnForEver(framing: String) {
    let bytes = Array(("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n" + framing).utf8)
    let pieces = stride(from: 0, to: bytes.count, by: 1000).map { Array(bytes[$0..<min(bytes.count, $0 + 1000)]) }
    #expect(events(pieces, limits: RequestLimits(headBytes: 10_000)) == ["malformed"])
  }

  @Test func bodyOfSingleByteChunksPasses() {
    let text = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n" + String(repeating: "1\r\nx\r\n", count: 5000)
    let pieces = (text + "0\r\n\r\n").utf8.map { [$0] }
    let log = events(pieces, limits: RequestLimits(headBytes: 1000))
    #expect(log == ["POST / 1.1|transfer-encoding=chunked|body=" + String(repeating: "x", count: 5000)])
  }
}
