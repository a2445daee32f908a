import EventLoop
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct DrainTests {
  @Test func closesIdleConnectionsAndReturnsAtOnce() async throws {
    try await onLoop {
      let server = try TestServer()
      let used = try await server.client()
      used.send("GET / HTTP/1.1\r\n\r\n")
      _ = await used.receive(through: "0\n")
      let unused = try await server.client()
      while server.server.connectionCount < 2 { await turn() }
      let port = server.port
      await server.server.drain(grace: .seconds(60))
      #expect(await used.receiveAll() == "")
      #expect(await unused.receiveAll() == "")
      await #expect(throws: LoopError.self) { try await TestClient(port: port) }
    }
  }

  @Test func requestsUnderWayAreAnsweredFirst() async throws {
    try await onLoop {
      let server = try TestServer()
      let waiting = try await server.client()
      waiting.send("GET /later HTTP/1.1\r\n\r\n")
      let halfBody = try await server.client()
      halfBody.send("POST /body HTTP/1.1\r\ncontent-length: 4\r\n\r\nab")
      let halfHead = try await server.client()
      halfHead.send("GET /head HTTP/1.1\r\n")
      let slowReader = try await server.client(reading: false)
      slowReader.send(
        "GET /big HTTP/1.1\r\n\r\nGET /big HTTP/1.1\r\n\r\nGET /big HTTP/1.1\r\n\r\nGET /big HTTP/1.1\r\n\r\n")
      await server.arrived(2)
      for _ in 0..<10 { await turn() }
      var isOver = false
      let drain = LoopActor.start {
        await server.server.drain(grace: .seconds(60))
        isOver = true
      }
      await turn()
      #expect(!isOver)
      halfBody.send("cd")
      #expect(await halfBody.receiveAll() == echo("POST", "/body", body: 4, connection: "close"))
      halfHead.send("\r\n")
      #expect(await halfHead.receiveAll() == echo("GET", "/head", connection: "close"))
      #expect(!isOver)
      server.open()
      #expect(await waiting.receiveAll() == echo("GET", "/later", connection: "close"))
      slowReader.resume()
      let received = await slowReader.receiveAll().utf8.count
      #expect(received > 1 << 20)
      await drain.value
      #expect(isOver)
      #expect(server.server.connectionCount == 0)
    }
  }

  @Test func endsWhenTheGraceTimeIsOver() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      client.send("GET /later HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      await server.server.drain(grace: .milliseconds(20))
      #expect(await client.receiveAll() == "")
      #expect(server.cancelled == 1)
      server.open()
    }
  }

  @Test(arguments: [false, true])
  func secondCallEndsAtOnce(byClosing: Bool) async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      client.send("GET /later HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      let drain = LoopActor.start { await server.server.drain(grace: .seconds(60)) }
      await turn()
      if byClosing { server.server.close() } else { await server.server.drain(grace: .seconds(60)) }
      await drain.value
      #expect(await client.receiveAll() == "")
      server.open()
    }
  }
}
