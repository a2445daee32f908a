import EventLoop
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct DeadlineTests {
  @Test func headThatDripsIsRefusedInTime() async throws {
    try await onLoop {
      let server = try TestServer { $0.headTimeout = .milliseconds(1_500) }
      let client = try await server.client()
      let begun = WallClock.monotonic
      client.send("GET / HTTP/1.1\r\nx: ")
      // Every byte comes long before the limit; all of them together must not extend it.
      while !client.isEnded, WallClock.monotonic - begun < 30_000_000_000 {
        client.send("a")
        await turn()
      }
      let answer = client.text
      #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
      #expect(answer.hasSuffix("The request head did not arrive within 1500 ms (--header-timeout)."))
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      server.server.close()
    }
  }

  @Test func secondHeadHasTheWholeTimeAgain() async throws {
    try await onLoop {
      let server = try TestServer { $0.headTimeout = .milliseconds(1_500) }
      let client = try await server.client()
      client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n")
      #expect(await client.receive(through: "0\n") == echo("GET", "/1"))
      let answer = await client.receiveAll()
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      #expect(server.requests.count == 1)
      client.close()
      server.server.close()
    }
  }

  @Test func newConnectionThatSaysNothingIsClosedSilently() async throws {
    try await onLoop {
      let server = try TestServer { $0.headTimeout = .milliseconds(100) }
      let client = try await server.client()
      #expect(await client.receiveAll() == "")
      #expect(server.server.connectionCount == 0)
      server.server.close()
    }
  }

  @Test(arguments: ["", "\r\n"])
  func idleConnectionIsClosedSilently(noise: String) async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(150) }
      let client = try await server.client()
      client.send("GET / HTTP/1.1\r\n\r\n")
      #expect(await client.receive(through: "0\n") == echo("GET", "/"))
      client.send(noise)
      #expect(await client.receiveAll() == "")
      #expect(server.server.connectionCount == 0)
      server.server.close()
    }
  }

  @Test(arguments: ["content-length: 100\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"])
  func bodyThatDripsIsRefused(rest: String) async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(150) }
      let client = try await server.client()
      client.send("POST / HTTP/1.1\r\n" + rest)
      let answer = await client.receiveAll()
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      #expect(answer.hasSuffix("The request body came no further for 150 ms (--idle-timeout)."))
      client.close()
      server.server.close()
    }
  }

  @Test func bodyThatComesOnIsNotRefused() async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(1_500) }
      let client = try await server.client()
      let begun = WallClock.monotonic
      client.send("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")
      var count = 0
      while WallClock.monotonic - begun < 3_200_000_000 {
        await turn()
        guard WallClock.monotonic - begun > Int64(count / 2048) * 20_000_000 else { continue }
        client.send("800\r\n" + String(repeating: "b", count: 2048) + "\r\n")
        count += 2048
      }
      client.send("0\r\n\r\n")
      #expect(await client.receive(through: "\(count)\n") == echo("POST", "/", body: count))
      client.close()
      server.server.close()
    }
  }

  @Test func handlerMayTakeItsTime() async throws {
    try await onLoop {
      // The time for a head stays long: a client that this loop, when busy, lets send too late would be dropped, and the
      // test would wait for its request for ever.
      let server = try TestServer { $0.idleTimeout = .milliseconds(200) }
      let client = try await server.client()
      client.send("GET /later HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      let begun = WallClock.monotonic
      while WallClock.monotonic - begun < 500_000_000 { await turn() }
      #expect(!client.isEnded)
      server.open()
      #expect(await client.receive(through: "0\n") == echo("GET", "/later"))
      client.close()
      server.server.close()
    }
  }

  @Test func clientThatNeverReadsIsDropped() async throws {
    try await onLoop {
      let server = try TestServer { $0.idleTimeout = .milliseconds(200) }
      let client = try await server.client(reading: false)
      client.send(String(repeating: "GET /big HTTP/1.1\r\n\r\n", count: 30))
      await server.arrived(1)
      let begun = WallClock.monotonic
      #expect(server.server.connectionCount == 1)
      while server.server.connectionCount > 0 { await turn() }
      #expect(WallClock.monotonic - begun >= 200_000_000)
      #expect(server.requests.count < 30)
      client.close()
      server.server.close()
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct BackPressureTests {
  @Test func stopsServingAClientThatDoesNotRead() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client(reading: false)
      client.send(String(repeating: "GET /big HTTP/1.1\r\n\r\n", count: 25))
      await server.arrived(1)
      for _ in 0..<50 { await turn() }
      // What the system buffers differs; that most requests are still waiting does not.
      let begun = server.requests.count
      #expect(begun < 20)
      let other = try await server.client()
      other.send("GET /other HTTP/1.1\r\n\r\n")
      #expect(await other.receive(through: "0\n") == echo("GET", "/other"))
      other.close()
      client.resume()
      let head = "HTTP/1.1 200 OK\r\ncontent-length: 1048576\r\n\r\n"
      let count = await client.receive(count: 25 * (head.utf8.count + 1_048_576)).utf8.count
      #expect(count == 25 * (head.utf8.count + 1_048_576))
      #expect(server.requests.count == 26)
      client.send("GET /bye HTTP/1.1\r\n\r\n")
      #expect(await client.receiveAll() == echo("GET", "/bye", connection: "close"))
      server.server.close()
    }
  }

  @Test func holdsLittleOfWhatAClientSendsWhileItWaits() async throws {
    try await onLoop {
      let server = try TestServer()
      let client = try await server.client()
      let count = 4000
      client.send("GET /later HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      client.send(String(repeating: "GET /p HTTP/1.1\r\nx: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n", count: count))
      for _ in 0..<20 { await turn() }
      #expect(server.requests.count == 1)
      server.open()
      let expected = echo("GET", "/later").utf8.count + count * echo("GET", "/p").utf8.count
      let received = await client.receive(count: expected).utf8.count
      #expect(received == expected)
      #expect(server.requests.count == count + 1)
      client.close()
      server.server.close()
    }
  }
}
