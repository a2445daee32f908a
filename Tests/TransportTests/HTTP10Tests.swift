import EventLoop
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct HTTP10Tests {
  @Test(arguments: [
    ("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n", echo("GET", "/a", connection: "close")),
    ("GET /a HTTP/1.0\r\nconnection: close\r\n\r\n", echo("GET", "/a", connection: "close")),
    (
      "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
      echo("GET", "/a", connection: "keep-alive") + echo("GET", "/b", connection: "close")
    ),
    (
      "GET /soon HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /b HTTP/1.1\r\nconnection: close\r\n\r\n",
      echo("GET", "/soon", connection: "keep-alive") + echo("GET", "/b", connection: "close")
    ),
    (
      "GET /bye HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
      echo("GET", "/bye", connection: "close")
    ),
    ("POST /a HTTP/1.0\r\ncontent-length: 2\r\n\r\nhi", echo("POST", "/a", body: 2, connection: "close")),
    // Without a length an HTTP/1.0 request has no body.
    ("POST /a HTTP/1.0\r\n\r\nhi", echo("POST", "/a", connection: "close")),
  ])
  func keepsTheConnectionOnlyWhenAsked(request: String, expected: String) async throws {
    try await onLoop {
      let server = try TestServer()
      #expect(try await server.answer(to: request) == expected)
      #expect(server.server.connectionCount == 0)
      server.server.close()
    }
  }

  @Test func noInterimAnswerIsSent() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      client.send("POST / HTTP/1.0\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
      for _ in 0..<10 { await turn() }
      #expect(client.text == "")
      client.send("hi")
      #expect(await client.receiveAll() == echo("POST", "/", body: 2, connection: "close"))
      server.server.close()
    }
  }

  @Test func aLargeAnswerHasALengthAndNoChunks() async throws {
    try await onLoop {
      let server = try TestServer()
      let answer = try await server.answer(to: "GET /big HTTP/1.0\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\ncontent-length: 1048576\r\nconnection: close\r\n\r\nBBB"))
      #expect(answer.utf8.reversed().prefix(1 << 20).allSatisfy { $0 == 66 })
      server.server.close()
    }
  }

  @Test func chunksAreRefused() async throws {
    try await onLoop {
      let server = try TestServer()
      let answer = try await server.answer(
        to: "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      #expect(server.requests.isEmpty)
      server.server.close()
    }
  }
}
