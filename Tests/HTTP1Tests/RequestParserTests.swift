import HTTP1
import Testing

@Suite(.timeLimit(.minutes(1))) struct RequestParserTests {
  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", ["GET / 1.1"]),
    ("GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-Y:  z \t\r\n\r\n", ["GET /a?b=c 1.1|host=h|x-y=z"]),
    ("GET / HTTP/1.1\r\nempty:\r\nblank:   \r\nlast: 1\r\n\r\n", ["GET / 1.1|empty=|blank=|last=1"]),
    ("GET / HTTP/1.1\r\nname: \u{E9}\r\n\r\n", ["GET / 1.1|name=\u{E9}"]),
    ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", ["GET / 1.1"]),
    ("M-SEARCH * HTTP/1.1\r\n\r\n", ["M-SEARCH * 1.1"]),
    ("GET http://h:1/a?b HTTP/1.1\r\n\r\n", ["GET http://h:1/a?b 1.1"]),
    ("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello", ["POST / 1.1|content-length=5|body=hello"]),
    (
      "POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
      ["POST / 1.1|content-length=0", "GET /b 1.1"]
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
      ["POST / 1.1|transfer-encoding=chunked|body=abc0123456789"]
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\ntrailer: t\r\nmore: m\r\n\r\n",
      ["POST / 1.1|transfer-encoding=chunked|body=x"]
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;a=b;c=d\r\nx\r\n2; e= \"f;\" ;g\r\nyz\r\n0;h=i;j\r\n\r\n"
        + "GET /;a HTTP/1.1\r\nb: c;d\r\n\r\n",
      ["POST / 1.1|transfer-encoding=chunked|body=xyz", "GET /;a 1.1|b=c;d"]
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;a\r\nx\r\n000\r\n\r\n",
      ["POST / 1.1|transfer-encoding=chunked|body=x"]
    ),
    (
      "PUT /1 HTTP/1.1\r\ncontent-length: 1\r\n\r\naGET /2 HTTP/1.1\r\n\r\nDELETE /3 HTTP/1.1\r\n\r\n",
      ["PUT /1 1.1|content-length=1|body=a", "GET /2 1.1", "DELETE /3 1.1"]
    ),
    ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n", ["GET / 1.1|connection=close|close"]),
    ("GET / HTTP/1.0\r\n\r\n", ["GET / 1.0|close"]),
    (
      "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
      ["GET / 1.0|connection=Keep-Alive", "GET / 1.0|close"]
    ),
    (
      "GET / HTTP/1.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
      ["GET / 1.1|connection=Upgrade|upgrade=websocket|upgrade", "GET /2 1.1"]
    ),
    (
      "POST / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c\r\ncontent-length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\n\r\n",
      ["POST / 1.1|connection=upgrade|upgrade=h2c|content-length=2|body=hi|upgrade", "GET /2 1.1"]
    ),
    ("CONNECT h:443 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", ["CONNECT h:443 1.1|upgrade", "GET /2 1.1"]),
    (
      "POST / HTTP/1.1\r\nexpect: 100-Continue\r\ncontent-length: 2\r\n\r\nhi",
      ["expects continue", "POST / 1.1|expect=100-Continue|content-length=2|body=hi"]
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n1\r\nx\r\n0\r\n\r\n",
      ["expects continue", "POST / 1.1|transfer-encoding=chunked|expect=100-continue|body=x"]
    ),
    ("GET / HTTP/1.1\r\nexpect: 100-continue\r\n\r\n", ["GET / 1.1|expect=100-continue"]),
    (
      "POST / HTTP/1.1\r\nexpect: a miracle\r\ncontent-length: 1\r\n\r\nx",
      ["POST / 1.1|expect=a miracle|content-length=1|body=x"]
    ),
    (
      "POST / HTTP/1.0\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\nx",
      ["POST / 1.0|expect=100-continue|content-length=1|body=x|close"]
    ),
    ("POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhell", ["in body"]),
    ("POST / HTTP/1.1\r\ncontent-length: 5\r\n", ["in head"]),
    ("GET / HTTP/1.1\r\n\r\nG", ["GET / 1.1", "in head"]),
    ("", []),
  ])
  func readsTheSameInWhateverPieces(text: String, expected: [String]) {
    for pieces in everySplit(text) { #expect(events(pieces) == expected) }
  }

  @Test(arguments: [
    "GET /\r\n\r\n", "GET / HTTP/0.9\r\n\r\n", "GET / HTTP/1.2\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / http/1.1\r\n\r\n", "GET / RTSP/1.0\r\n\r\n", "SETUP / RTSP/1.0\r\n\r\n",
    "SOURCE / ICE/1.0\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "FETCH / HTTP/1.1\r\n\r\n",
    "get / HTTP/1.1\r\n\r\n", " GET / HTTP/1.1\r\n\r\n", "GET a HTTP/1.1\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n",
    "GET /\u{E9} HTTP/1.1\r\n\r\n", "GET /\0 HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}", "\0\0\0\0",
    "GET / HTTP/1.1\nhost: a\n\n", "GET / HTTP/1.1\r\nhost: a\n\r\n", "GET / HTTP/1.1\r\nhost: a\rb: c\r\n\r\n",
    "GET / HTTP/1.1\rhost: a\r\n\r\n", "GET / HTTP/1.1\r\nhost : a\r\n\r\n", "GET / HTTP/1.1\r\n: a\r\n\r\n",
    "GET / HTTP/1.1\r\n x: a\r\n\r\n", "GET / HTTP/1.1\r\nx\r\n\r\n", "GET / HTTP/1.1\r\nx(: a\r\n\r\n",
    "GET / HTTP/1.1\r\nho\0st: a\r\n\r\n", "GET / HTTP/1.1\r\nhost: a\0\r\n\r\n", "GET / HTTP/1.1\r\nx: \u{1}\r\n\r\n",
    "POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
    "POST / HTTP/1.1\r\ncontent-length: 1, 1\r\n\r\na", "POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\na",
    "POST / HTTP/1.1\r\ncontent-length: +1\r\n\r\na", "POST / HTTP/1.1\r\ncontent-length: 0x1\r\n\r\na",
    "POST / HTTP/1.1\r\ncontent-length: \r\n\r\na", "POST / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\na",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;a\nx\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n;a\r\nx\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;a\rx\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n\r\na\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\na",
    "POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\nabc", "GET / HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nx: y\r\nhOST: b\r\n\r\n", "GET / HTTP/1.1\r\na: 1\r\n 2\r\n\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\na: \r\n\t2\r\n\r\n", "GET / HTTP/1.1\r\na: 1\r\n 2\r\n 3\r\nb: 4\r\n\r\n",
  ])
  func refusesWhatIsNotHTTP(text: String) {
    for pieces in everySplit(text) { #expect(events(pieces).last == "malformed") }
  }

  @Test(arguments: [
    "a: 1\r\n 2", "a:\r\n        2", "a: \r\n \t 2", "a: 1\r\n\t\t\t\t\t\t2\r\nb: 3",
  ])
  func refusesFoldedLinesThatComeThroughOneBuffer(field: String) {
    let text = Array("GET / HTTP/1.1\r\n\(field)\r\n\r\n".utf8)
    for size in 1...text.count {
      let parser = RequestParser()
      var buffer = [UInt8](repeating: 0, count: size)
      var isRefused = false
      for start in stride(from: 0, to: text.count, by: size) where !isRefused {
        let piece = text[start..<min(start + size, text.count)]
        buffer.replaceSubrange(0..<piece.count, with: piece)
        if case .refused = parser.parse(buffer.span.bytes.extracting(first: piece.count)).event { isRefused = true }
      }
      #expect(isRefused, "in pieces of \(size)")
    }
  }

  @Test(arguments: ["gzip", "identity", "xchunked", "gzip, chunked", "chunked;a=b"])
  func refusesOtherTransferCodings(coding: String) {
    let text = "POST / HTTP/1.1\r\ntransfer-encoding: \(coding)\r\n\r\n0\r\n\r\n"
    for pieces in everySplit(text) { #expect(events(pieces).last == "unknownTransferCoding(\"\(coding)\")") }
  }

  @Test func requestThatIsKeptDoesNotChange() throws {
    let parser = RequestParser()
    var kept: [Request] = []
    for number in 0..<3 {
      let bytes = Array("GET /\(number) HTTP/1.1\r\nx: \(number)\r\n\r\n".utf8)
      #expect(parser.parse(bytes.span.bytes).event == .complete)
      kept.append(parser.takeRequest(peer: "p"))
    }
    #expect(kept.map(\.target) == ["/0", "/1", "/2"])
    #expect(kept.map { $0.field("x") } == ["0", "1", "2"])
    #expect(kept[0].peer == "p")
  }

  @Test func nothingIsReadAfterARefusal() {
    let parser = RequestParser()
    let bad = Array("BAD\r\n\r\n".utf8)
    let good = Array("GET / HTTP/1.1\r\n\r\n".utf8)
    #expect(parser.parse(bad.span.bytes).event != .complete)
    #expect(parser.parse(good.span.bytes).event != .complete)
  }
}
