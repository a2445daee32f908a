import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct HTTPServerTests {
  @Test func answersRequestAfterRequestOnOneConnection() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      for number in 1...3 {
        client.send("GET /\(number)?q=1 HTTP/1.1\r\nhost: h\r\n\r\n")
        #expect(await client.receive(through: "0\n") == echo("GET", "/\(number)?q=1"))
      }
      let peer = server.requests[0].peer
      #expect(peer.hasPrefix("127.0.0.1:"))
      #expect(server.server.connectionCount == 1)
      client.close()
      server.server.close()
    }
  }

  @Test func answersPipelinedRequestsInTheirOrder() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      let paths = ["/a", "/soon", "/b", "/soon", "/soon", "/c", "/later", "/d"]
      client.send(paths.map { "GET \($0) HTTP/1.1\r\n\r\n" }.joined())
      await server.arrived(7)
      #expect(await client.receive(through: "/c 0\n") == paths.prefix(6).map { echo("GET", $0) }.joined())
      #expect(server.requests.count == 7)
      server.open()
      #expect(await client.receive(through: "/d 0\n") == echo("GET", "/later") + echo("GET", "/d"))
      client.close()
      server.server.close()
    }
  }

  @Test func whatARequestBeginsIsUnderWayBeforeTheNextIsSeen() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      let paths = ["/begin", "/a", "/b", "/begin", "/begin", "/begin-late", "/c"]
      client.send(paths.map { "GET \($0) HTTP/1.1\r\n\r\n" }.joined())
      #expect(await client.receive(through: "/c 0\n") == paths.map { echo("GET", $0) }.joined())
      #expect(
        server.steps == [
          "/begin", "begun", "/a", "/b", "/begin", "begun", "/begin", "begun", "/begin-late", "begun", "/c",
        ])
      client.close()
      server.server.close()
    }
  }

  @Test func answersTheSameHoweverTheRequestIsCut() async throws {
    try await onLoop {
      let server = try TestServer()
      let text = "POST /x HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcGET /y HTTP/1.1\r\nhost: h\r\n\r\n"
      let expected = echo("POST", "/x", body: 3) + echo("GET", "/y")
      let client = try await server.client()
      for cut in 1..<text.utf8.count {
        let bytes = Array(text.utf8)
        client.send(Array(bytes[..<cut]))
        // A turn of the loop, so that the server reads the first piece by itself.
        await turn()
        client.send(Array(bytes[cut...]))
        #expect(await client.receive(through: "/y 0\n") == expected)
      }
      for byte in text.utf8 {
        client.send([byte])
        await turn()
      }
      #expect(await client.receive(through: "/y 0\n") == expected)
      client.close()
      server.server.close()
    }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n", echo("GET", "/", connection: "close")),
    ("GET / HTTP/1.0\r\n\r\n", echo("GET", "/", connection: "close")),
    ("GET /bye HTTP/1.1\r\n\r\n", echo("GET", "/bye", connection: "close")),
    ("HEAD /h HTTP/1.0\r\n\r\n", echo("HEAD", "/h", connection: "close")),
    (
      "GET /1 HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
      echo("GET", "/1", connection: "keep-alive") + echo("GET", "/2", connection: "close")
    ),
    (
      "HEAD /h HTTP/1.1\r\n\r\nGET /bye HTTP/1.1\r\n\r\n", echo("HEAD", "/h") + echo("GET", "/bye", connection: "close")
    ),
    (
      "POST /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nGET /bye HTTP/1.1\r\n\r\n",
      echo("POST", "/c", body: 2) + echo("GET", "/bye", connection: "close")
    ),
    (
      "GET http://h/bye HTTP/1.1\r\n\r\n",
      echo("GET", "http://h/bye", connection: "close").replacing(path: "http://h/bye", with: "/bye")
    ),
    (
      "GET /u HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nGET /bye HTTP/1.1\r\n\r\n",
      echo("GET", "/u") + echo("GET", "/bye", connection: "close")
    ),
  ])
  func keepsOrClosesAsAsked(request: String, expected: String) async throws {
    try await onLoop {
      let server = try TestServer()
      #expect(try await server.answer(to: request) == expected)
      #expect(server.server.connectionCount == 0)
      server.server.close()
    }
  }

  @Test func answersAClientThatHasFinishedSending() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      client.send("GET /later HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
      client.endWriting()
      await server.arrived(1)
      while server.cancelled == 0 { await turn() }
      server.open()
      #expect(await client.receiveAll() == echo("GET", "/later") + echo("GET", "/2"))
      server.server.close()
    }
  }

  @Test func invitesTheBodyThatAClientHoldsBack() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      client.send("POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
      #expect(await client.receive(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send("hi")
      #expect(await client.receive(through: "2\n") == echo("POST", "/", body: 2))
      client.send("POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\nhi")
      #expect(await client.receive(through: "2\n") == echo("POST", "/", body: 2))
      client.close()
      server.server.close()
    }
  }

  @Test(arguments: ["::1", "localhost"])
  func servesOtherAddresses(host: String) async throws {
    try await onLoop {
      let server = try TestServer { $0.host = host }
      let client = try await TestClient(host: host, port: server.port)
      client.send("GET /bye HTTP/1.1\r\n\r\n")
      #expect(await client.receiveAll() == echo("GET", "/bye", connection: "close"))
      server.server.close()
    }
  }

  @Test func saysWhoHasThePort() async throws {
    try await onLoop {
      let first = try TestServer()
      let error = #expect(throws: LoopError.self) { try TestServer { $0.port = first.port } }
      #expect(error?.isAddressInUse == true)
      first.server.close()
    }
  }

  @Test func cancelsAHandlerWhoseClientBroke() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client(reading: false)
      // The unread answer turns the client's close into a reset, which tells that nobody will read.
      client.send("GET /a HTTP/1.1\r\n\r\nGET /later HTTP/1.1\r\n\r\n")
      await server.arrived(2)
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      #expect(server.cancelled == 1)
      server.open()
      server.server.close()
    }
  }

  @Test func handlerMayCloseTheServer() async throws {
    try await onLoop {
      let server = try TestServer()
      #expect(try await server.answer(to: "GET /close-server HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n") == "")
      #expect(server.requests.count == 1)
      #expect(server.port == 0)
    }
  }
}

extension String {
  /// The text with the path that `x-path` names changed.
  fileprivate func replacing(path: String, with other: String) -> String {
    let parts = split(separator: "x-path: \(path)\r\n", omittingEmptySubsequences: false)
    return parts.joined(separator: "x-path: \(other)\r\n")
  }
}

/// Lets the loop poll its sockets once or twice.
@LoopActor func turn() async {
  for _ in 0..<2 {
    var timer: LoopTimer?
    await withCheckedContinuation { continuation in
      timer = LoopTimer { continuation.resume() }
      timer?.start(after: .zero)
    }
    timer?.close()
  }
}
