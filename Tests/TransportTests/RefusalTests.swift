import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
  @Test(arguments: [
    ("GARBAGE\r\n\r\n", "400 Bad Request", "Invalid HTTP request received."),
    (
      "GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", "400 Bad Request",
      "Invalid HTTP request received."
    ),
    (
      "GET / HTTP/1.1\r\nx: " + String(repeating: "a", count: 300), "431 Request Header Fields Too Large",
      "The request head exceeds 200 bytes (--max-header-bytes)."
    ),
    (
      "POST / HTTP/1.1\r\ncontent-length: 301\r\n\r\n", "413 Content Too Large",
      "The request body exceeds 300 bytes (--max-body-bytes)."
    ),
    (
      "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n12d\r\n" + String(repeating: "b", count: 301),
      "413 Content Too Large",
      "The request body exceeds 300 bytes (--max-body-bytes)."
    ),
  ])
  func namesTheLimitAndServesOthersAfterwards(request: String, status: String, words: String) async throws {
    try await onLoop {
      let server = try TestServer {
        $0.maxHeadBytes = 200
        $0.maxBodyBytes = 300
      }
      let answer = try await server.answer(to: "GET /first HTTP/1.1\r\n\r\n" + request)
      #expect(
        answer.hasPrefix(
          echo("GET", "/first") + "HTTP/1.1 \(status)\r\ncontent-type: text/plain; charset=utf-8\r\ndate: "))
      #expect(answer.hasSuffix(" GMT\r\ncontent-length: \(words.utf8.count)\r\nconnection: close\r\n\r\n\(words)"))
      #expect(try await server.answer(to: "GET /bye HTTP/1.1\r\n\r\n") == echo("GET", "/bye", connection: "close"))
      #expect(server.requests.map(\.path) == ["/first", "/bye"])
      server.server.close()
    }
  }

  @Test func tooManyFieldsAreRefused() async throws {
    try await onLoop {
      let server = try TestServer()
      let answer = try await server.answer(
        to: "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 257) + "\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 431 "))
      #expect(answer.hasSuffix("The request has more than 256 header fields."))
      server.server.close()
    }
  }

  @Test func refusalReachesAClientThatGoesOnSending() async throws {
    try await onLoop {
      let server = try TestServer { $0.maxBodyBytes = 10 }
      let client = try await server.client(reading: false)
      client.send("POST / HTTP/1.1\r\ncontent-length: 5000000\r\n\r\n")
      client.send([UInt8](repeating: 0, count: 5_000_000))
      client.endWriting()
      client.resume()
      #expect(await client.receiveAll().hasPrefix("HTTP/1.1 413 "))
      server.server.close()
    }
  }

  @Test func oneConnectionTooManyIsToldSo() async throws {
    try await onLoop {
      let server = try TestServer { $0.maxConnections = 2 }
      let first = try await server.client()
      let second = try await server.client()
      for client in [first, second] {
        client.send("GET /a HTTP/1.1\r\n\r\n")
        _ = await client.receive(through: "0\n")
      }
      for _ in 0..<5 {
        let answer = try await server.answer(to: "GET / HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(answer.hasSuffix("All 2 connections are in use (--max-connections)."))
      }
      first.send("GET /b HTTP/1.1\r\n\r\n")
      #expect(await first.receive(through: "0\n") == echo("GET", "/b"))
      first.close()
      while server.server.connectionCount > 1 { await turn() }
      #expect(try await server.answer(to: "GET /bye HTTP/1.1\r\n\r\n") == echo("GET", "/bye", connection: "close"))
      second.close()
      server.server.close()
    }
  }
}
