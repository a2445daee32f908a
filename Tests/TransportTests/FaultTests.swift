import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Scenario
import Simulation
import Testing
import Transport

/// What a client sees of each fault, byte by byte.
@Suite(.timeLimit(.minutes(2))) struct FaultTests {
  private static let head = "HTTP/1.1 200 OK\r\nx-path: /deliver\r\ncontent-length: 15\r\n\r\n"
  private static let answer = head + "GET /deliver 0\n"

  private func delivery(_ faults: JSONValue) throws -> Delivery {
    Delivery(try FaultTable.faults(faults, at: JSONPointer(tokens: [])), generator: SeededGenerator(seed: 1))
  }

  private static let endings: [(fault: JSONValue, received: String, breakage: String?)] = [
    (["type": "connection_reset_by_peer"], "", "ECONNRESET"),
    (["type": "empty_response"], "", nil),
    (["type": "timeout", "timeout": 3], "", nil),
    (["type": "truncated_body", "bytes": 5], head + "GET /", nil),
    (["type": "limit_data", "bytes": 20], String(decoding: answer.utf8.prefix(20), as: UTF8.self), nil),
    (["type": "slow_close", "delay": 3], answer, nil),
    ([["type": "latency", "latency": 3], ["type": "connection_reset_by_peer"]], "", "ECONNRESET"),
    (
      [["type": "slicer", "average_size": 6, "delay": 100], ["type": "limit_data", "bytes": 30]],
      String(decoding: answer.utf8.prefix(30), as: UTF8.self), nil
    ),
  ]

  @Test(arguments: endings)
  func endsTheConnection(fault: JSONValue, received: String, breakage: String?) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(fault)
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      #expect(await client.receiveAll() == received)
      #expect(client.breakage == breakage)
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      server.server.close()
    }
  }

  private static let delays: [JSONValue] = [
    ["type": "latency", "latency": 2, "jitter": 1], ["type": "bandwidth", "rate": 20],
    ["type": "slicer", "average_size": 9, "size_variation": 3, "delay": 10],
    [["type": "slicer", "average_size": 20], ["type": "bandwidth", "rate": 20], ["type": "latency", "latency": 1]],
  ]

  @Test(arguments: delays)
  func keepsTheConnectionAndEveryByte(fault: JSONValue) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(fault)
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\nGET /deliver HTTP/1.1\r\n\r\nGET /bye HTTP/1.1\r\n\r\n")
      let expected = Self.answer + Self.answer + echo("GET", "/bye", connection: "close")
      #expect(await client.receiveAll() == expected)
      #expect(client.breakage == nil)
      server.server.close()
    }
  }

  @Test func bandwidthTakesItsTime() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(["type": "bandwidth", "rate": 10])
      let client = try await server.client()
      let begun = WallClock.monotonic
      client.send("GET /deliver HTTP/1.1\r\n\r\n")
      #expect(await client.receive(count: Self.answer.utf8.count) == Self.answer)
      #expect(WallClock.monotonic - begun >= Int64(Self.answer.utf8.count) * 100_000)
      client.close()
      server.server.close()
    }
  }

  @Test(arguments: [["type": "never_answer"], ["type": "timeout", "timeout": 0]] as [JSONValue])
  func neverAnswers(fault: JSONValue) async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(fault)
      let client = try await server.client()
      client.send("GET /deliver HTTP/1.1\r\n\r\nGET /behind HTTP/1.1\r\n\r\n")
      await server.arrived(1)
      for _ in 0..<20 { await turn() }
      #expect(client.text == "")
      #expect(!client.isEnded)
      #expect(server.requests.count == 1)
      client.close()
      while server.server.connectionCount > 0 { await turn() }
      server.server.close()
    }
  }

  @Test func malformedChunkIsAHeadAndGarbage() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(["type": "malformed_response_chunk"])
      let answer = try await server.answer(to: "GET /deliver HTTP/1.1\r\n\r\n")
      let head = "HTTP/1.1 200 OK\r\nx-path: /deliver\r\ntransfer-encoding: chunked\r\n\r\n"
      #expect(answer.hasPrefix(head))
      #expect(answer.utf8.dropFirst(head.utf8.count).first.map { $0 >= UInt8(ascii: "g") } == true)
      server.server.close()
    }
  }

  @Test func randomDataIsTheSameForOneSeed() async throws {
    try await onLoop {
      let server = try TestServer()
      server.delivery = try delivery(["type": "random_data_then_close"])
      let first = try await server.answer(to: "GET /deliver HTTP/1.1\r\n\r\n")
      #expect(!first.isEmpty)
      #expect(!first.hasPrefix("HTTP"))
      #expect(try await server.answer(to: "GET /deliver HTTP/1.1\r\n\r\n") == first)
      server.server.close()
    }
  }
}
