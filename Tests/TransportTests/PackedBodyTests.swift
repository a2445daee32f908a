import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct PackedBodyTests {
  /// "hello gzip\n", packed by Python's `gzip`.
  private static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0x48, 0xAF, 0xCA,
    0x2C, 0xE0, 0x02, 0x00, 0x39, 0x7C, 0x63, 0x56, 0x0B, 0x00, 0x00, 0x00,
  ]
  /// 4096 zeros.
  private static let zeros: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x01, 0x0D, 0x00, 0x00, 0x00, 0xC2, 0xA0,
    0xF7, 0x4F, 0x6D, 0x0F, 0x07, 0x14, 0x00, 0x00, 0x00, 0xF0, 0x6E, 0x11, 0x00, 0x1C, 0xC7, 0x00, 0x10, 0x00, 0x00,
  ]

  private func post(_ body: [UInt8], coding: String, path: String = "/p") -> [UInt8] {
    Array("POST \(path) HTTP/1.1\r\ncontent-encoding: \(coding)\r\ncontent-length: \(body.count)\r\n\r\n".utf8) + body
  }

  @Test func theHandlerSeesTheBodyAsItWasBeforePacking() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      let chunked =
        Array("POST /c HTTP/1.1\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n1f\r\n".utf8)
        + Self.packed + Array("\r\n0\r\n\r\n".utf8)
      client.send(post(Self.packed, coding: "gzip") + chunked + post([1, 2], coding: "identity", path: "/bye"))
      let expected = echo("POST", "/p", body: 11) + echo("POST", "/c", body: 11)
      #expect(await client.receiveAll() == expected + echo("POST", "/bye", body: 2, connection: "close"))
      #expect(server.requests.first?.body == Array("hello gzip\n".utf8))
      #expect(server.requests.first?.field("content-encoding") == "gzip")
      server.server.close()
    }
  }

  @Test(arguments: [
    (
      packed, "br", "415 Unsupported Media Type",
      "The content-encoding \"br\" is not taken here; one of gzip, x-gzip, deflate and identity is."
    ),
    (packed + [7], "gzip", "400 Bad Request", "The request body is not valid gzip: bytes follow its end."),
    (Array(packed.dropLast()), "gzip", "400 Bad Request", "The request body is not valid gzip: it ends too early."),
    (zeros, "gzip", "413 Content Too Large", "The request body exceeds 60 bytes unpacked (--max-body-bytes)."),
  ])
  func refusesInWordsAndCloses(body: [UInt8], coding: String, status: String, words: String) async throws {
    try await onLoop {
      let server = try TestServer { $0.maxBodyBytes = 60 }
      let client = try await server.client()
      client.send(
        Array("GET /a HTTP/1.1\r\n\r\n".utf8) + post(body, coding: coding) + post(Self.packed, coding: "gzip"))
      let answer = await client.receiveAll()
      #expect(answer.hasPrefix(echo("GET", "/a") + "HTTP/1.1 \(status)\r\n"))
      #expect(answer.hasSuffix("\r\nconnection: close\r\n\r\n\(words)"))
      #expect(answer.contains("\r\naccept-encoding: gzip, deflate\r\n") == status.hasPrefix("415"))
      #expect(server.requests.count == 1)
      client.close()
      server.server.close()
    }
  }
}
