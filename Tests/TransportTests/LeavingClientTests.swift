import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

/// Clients that leave, connections in reserve, and bodies that never end.
@Suite(.timeLimit(.minutes(2))) struct LeavingClientTests {
  @Test(arguments: ["/later", "/deliver"])
  func aClientThatLeftHoldsNoConnection(path: String) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [.pause(.seconds(600))] + $0 }
      let client = try await server.client()
      client.send("GET \(path) HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      let begun = WallClock.monotonic
      #expect(server.server.connectionCount == 1)
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      #expect(WallClock.monotonic - begun < 30_000_000_000, "long before the answer is due")
      server.open()
      server.server.close()
    }
  }

  @Test func connectionsInReserveServeWhatTheyAreKeptFor() async throws {
    try await onLoop {
      let server = try TestServer {
        $0.maxConnections = 1
        $0.reservedConnections = 1
      }
      let holder = try await server.client()
      holder.send("GET /later HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      let refused = try await server.answer(to: "GET /a HTTP/1.1\r\n\r\n")
      #expect(refused.hasPrefix("HTTP/1.1 503"))
      #expect(refused.contains("--max-connections"))
      let control = try await server.client()
      control.send("GET /reserved HTTP/1.1\r\n\r\n")
      #expect(await control.receive(through: "0\n").contains("GET /reserved 0"))
      // Both are taken now, and one more is told so at once.
      #expect(try await server.answer(to: "").hasPrefix("HTTP/1.1 503"))
      server.open()
      holder.close()
      control.close()
      server.server.close()
    }
  }

  @Test func bodiesThatAreNotCompleteAreBoundedTogether() async throws {
    try await onLoop {
      let server = try TestServer { $0.maxUnfinishedBytes = 100_000 }
      let head = "POST /a HTTP/1.1\r\ncontent-length: 90000\r\n\r\n"
      let first = try await server.client()
      first.send(head + String(repeating: "x", count: 80_000))
      for _ in 0..<20 { await turn() }
      let refused = try await server.answer(to: head + String(repeating: "x", count: 80_000))
      #expect(refused.hasPrefix("HTTP/1.1 503"))
      #expect(refused.contains("--max-unfinished-bytes"))
      first.send(String(repeating: "x", count: 10_000))
      #expect(await first.receive(through: "90000\n").contains("POST /a 90000"))
      let next = try await server.client()
      next.send(head + String(repeating: "x", count: 90_000))
      #expect(await next.receive(through: "90000\n").contains("POST /a 90000"))
      first.close()
      next.close()
      server.server.close()
    }
  }
}
