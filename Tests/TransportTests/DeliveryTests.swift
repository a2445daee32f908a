import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct DeliveryTests {
  @Test(arguments: ["/deliver", "/deliver-later"])
  func playsTheStepsInTheirOrderAndGoesOn(path: String) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { steps in [.body(Array("<".utf8)), .pause(.milliseconds(2))] + steps + [.body([62])] }
      let client = try await server.client()
      client.send("GET /a HTTP/1.1\r\n\r\nGET \(path) HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /bye HTTP/1.1\r\n\r\n")
      let expected = echo("GET", "/a") + "<" + echo("GET", path) + ">" + echo("GET", "/b")
      #expect(await client.receiveAll() == expected + echo("GET", "/bye", connection: "close"))
      #expect(client.breakage == nil)
      #expect(server.server.connectionCount == 0)
      server.server.close()
    }
  }

  @Test(arguments: [
    ("HEAD /deliver HTTP/1.1\r\nconnection: close\r\n\r\n", echo("HEAD", "/deliver", connection: "close")),
    ("GET /deliver HTTP/1.0\r\n\r\n", echo("GET", "/deliver", connection: "close")),
    (
      "GET /deliver HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
      echo("GET", "/deliver", connection: "keep-alive") + echo("GET", "/", connection: "close")
    ),
  ])
  func framesAsAlways(request: String, expected: String) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [.pause(.milliseconds(1))] + $0 }
      #expect(try await server.answer(to: request) == expected)
      server.server.close()
    }
  }

  @Test func sendsWhatPrecedesAPauseFirst() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [$0[0], .pause(.seconds(600)), $0[1]] }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      #expect(await client.receive(through: "\r\n\r\n") == deliverHead)
      await turn()
      #expect(client.text == "")
      client.close()
      server.server.close()
    }
  }

  @Test func pausesAtLeastAsLongAsAsked() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [$0[0], .pause(.milliseconds(6)), .pause(.zero), .pause(.microseconds(10)), $0[1]] }
      let client = try await server.client()
      let begun = WallClock.monotonic
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      #expect(await client.receive(through: "0\n") == deliverHead + "GET /deliver 0\n")
      #expect(WallClock.monotonic - begun >= 6_000_000)
      client.close()
      server.server.close()
    }
  }

  @Test func requestsBehindWaitAndArriveOnce() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [.pause(.milliseconds(5))] + $0 }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      client.send("GET /1 HTTP/1.1\r\n\r\nGET /deliver HTTP/1.1\r\n\r\nGET /2 HT")
      await turn()
      client.send("TP/1.1\r\n\r\n")
      let expected = echo("GET", "/deliver") + echo("GET", "/1") + echo("GET", "/deliver") + echo("GET", "/2")
      #expect(await client.receive(count: expected.utf8.count) == expected)
      #expect(server.requests.map(\.path) == ["/deliver", "/1", "/deliver", "/2"])
      client.close()
      server.server.close()
    }
  }

  @Test func endsWithFINWhereAStepCloses() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [$0[0], .close, $0[1]] }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\nGET /never HTTP/1.1\r\n\r\n")
      #expect(await client.receiveAll() == deliverHead)
      #expect(client.breakage == nil)
      #expect(server.requests.count == 1)
      client.close()
      server.server.close()
    }
  }

  @Test func tearsTheConnectionAfterWhatPrecedes() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [$0[0], .reset, $0[1]] }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      #expect(await client.receiveAll() == deliverHead)
      #expect(client.breakage == "ECONNRESET")
      #expect(server.server.connectionCount == 0)
      client.close()
      server.server.close()
    }
  }

  @Test(arguments: [false, true])
  func holdsUntilTheClientGivesUp(first: Bool) async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(40) }
      server.delivery = Delivery { first ? [.hold] + $0 : [$0[0], .hold, $0[1]] }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      if !first { _ = await client.receive(through: "\r\n\r\n") }
      await server.arrived(1)
      let begun = WallClock.monotonic
      while WallClock.monotonic - begun < 150_000_000 { await turn() }
      #expect(!client.isEnded)
      #expect(client.text == "")
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      server.server.close()
    }
  }

  @Test func aBrokenClientEndsAPause() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [.pause(.seconds(600))] + $0 }
      let client = try await server.client(reading: false)
      // The unread answer turns the client's close into a reset.
      client.send("GET /a HTTP/1.1\r\n\r\nGET /deliver HTTP/1.1\r\n\r\n")
      await server.arrived(2)
      #expect(server.server.connectionCount == 1)
      let begun = WallClock.monotonic
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      #expect(WallClock.monotonic - begun < 30_000_000_000, "long before the pause is over")
      server.server.close()
    }
  }

  @Test(arguments: [[Delivery.Step.hold], [.pause(.seconds(600))]])
  func endsWithTheServer(steps: [Delivery.Step]) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { _ in steps }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      await turn()
      await server.server.drain(grace: .milliseconds(10))
      #expect(await client.receiveAll() == "")
      #expect(server.server.connectionCount == 0)
    }
  }

  @Test func drainWaitsForTheLastStep() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = Delivery { [$0[0], .pause(.milliseconds(20)), $0[1]] }
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      _ = await client.receive(through: "\r\n\r\n")
      await server.server.drain(grace: .seconds(60))
      #expect(await client.receiveAll() == "GET /deliver 0\n")
    }
  }

  @Test func waitsForASlowReaderBeforeItGoesOn() async throws {
    try await onLoop {
      let server = try TestServer { $0.maxQueuedOutput = 1 << 16 }
      let piece = [UInt8](repeating: 66, count: 1 << 20)
      server.delivery = Delivery { [$0[0]] + [Delivery.Step](repeating: .body(piece), count: 24) + [.close] }
      let client = try await server.client(reading: false)
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      for _ in 0..<50 { await turn() }
      #expect(server.server.connectionCount == 1)
      client.resume()
      let received = await client.receiveAll().utf8.count
      #expect(received == deliverHead.utf8.count + 24 << 20)
      #expect(client.breakage == nil)
      server.server.close()
    }
  }

  @Test(arguments: [[], [Delivery.Step.hold], [.pause(.seconds(600))]])
  func dropsAClientThatNeverReads(last: [Delivery.Step]) async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(50) }
      let piece = [UInt8](repeating: 66, count: 1 << 20)
      server.delivery = Delivery { $0 + [Delivery.Step](repeating: .body(piece), count: 24) + last }
      let client = try await server.client(reading: false)
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      let begun = WallClock.monotonic
      #expect(server.server.connectionCount == 1)
      while server.server.connectionCount > 0 { await turn() }
      #expect(WallClock.monotonic - begun >= 50_000_000)
      client.close()
      server.server.close()
    }
  }
}

/// The head of what `/deliver` answers to GET.
private let deliverHead = "HTTP/1.1 200 OK\r\nx-path: /deliver\r\ncontent-length: 15\r\n\r\n"
