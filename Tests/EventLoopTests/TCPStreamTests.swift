import EventLoop
import LoopTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct TCPStreamTests {
  @Test(arguments: ["127.0.0.1", "::1", "[::1]", "localhost"])
  func carriesBytesBothWays(host: String) async throws {
    try await onLoop {
      let server = try EchoServer(host: host)
      let client = try await TestClient(host: host, port: server.listener.port)
      client.send("hello")
      #expect(await client.receive(count: 5) == "hello")
      let peer = try #require(server.streams.first?.peer)
      #expect(peer.hasPrefix(server.listener.address.prefix { $0 != "]" && $0 != "." }))
      client.endWriting()
      // What comes too late goes nowhere, and ends nothing.
      client.send("late")
      #expect(await client.receiveAll() == "")
      server.listener.close()
    }
  }

  @Test func namesAPortThatIsTaken() async throws {
    try await onLoop {
      let first = try TCPListener(host: "127.0.0.1", port: 0) { $0.close() }
      let error = #expect(throws: LoopError.self) {
        try TCPListener(host: "127.0.0.1", port: first.port) { $0.close() }
      }
      #expect(error?.isAddressInUse == true)
      #expect(error?.description == "listen on 127.0.0.1:\(first.port): address already in use")
      first.close()
    }
  }

  @Test(arguments: [("192.0.2.1", 0), ("no such host", 0), ("::1", 70_000), ("127.0.0.1", -1)])
  func namesAnAddressThatIsNoneOfOurs(host: String, port: Int) async throws {
    try await onLoop {
      let error = #expect(throws: LoopError.self) { try TCPListener(host: host, port: port) { $0.close() } }
      #expect(["EADDRNOTAVAIL", "EINVAL", "EAI_NONAME"].contains(error?.name ?? ""), "\(error?.name ?? "")")
      #expect(error?.operation.contains("\(port)") == true)
    }
  }

  @Test func portIsFreeAgainAfterClose() async throws {
    try await onLoop {
      let first = try TCPListener(host: "127.0.0.1", port: 0) { $0.close() }
      first.close()
      first.close()
      let second = try TCPListener(host: "127.0.0.1", port: first.port) { $0.close() }
      #expect(second.port == first.port)
      second.close()
    }
  }

  @Test func namesARefusedConnection() async throws {
    try await onLoop {
      let port = SilentPort()
      defer { port.close() }
      await #expect(throws: LoopError.self) { try await TCPStream.connect(host: "127.0.0.1", port: port.number) }
    }
  }

  @Test func queuesWhatAPeerDoesNotRead() async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port, reading: false)
      client.send("x")
      let stream = await server.firstStream()
      let chunk = [UInt8](repeating: 65, count: 1 << 20)
      for _ in 0..<16 { stream.write(chunk.span.bytes) }
      #expect(stream.queuedBytes > 0)
      #expect(stream.queuedBytes < 16 << 20)
      client.resume()
      let all = await client.receive(count: 1 + (16 << 20))
      let count = all.utf8.count
      #expect(count == 1 + (16 << 20))
      #expect(server.drained > 0)
      #expect(stream.queuedBytes == 0)
      client.close()
      server.listener.close()
    }
  }

  @Test func endsOnlyWhenTheQueueIsEmpty() async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port, reading: false)
      client.send("x")
      let stream = await server.firstStream()
      stream.write([UInt8](repeating: 66, count: 8 << 20).span.bytes)
      stream.write([UInt8](repeating: 67, count: 10).span.bytes)
      stream.endWriting()
      client.resume()
      let all = await client.receiveAll()
      let count = all.utf8.count
      #expect(count == 1 + (8 << 20) + 10)
      let end = String(all.suffix(11))
      #expect(end == "BCCCCCCCCCC")
      stream.close()
      client.close()
      server.listener.close()
    }
  }

  @Test func pausedStreamDeliversNothingUntilResumed() async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port)
      client.send("a")
      let stream = await server.firstStream()
      #expect(await client.receive(count: 1) == "a")
      stream.pauseReading()
      client.send("b")
      await pause(.milliseconds(3))
      #expect(client.text == "")
      stream.startReading(server)
      #expect(await client.receive(count: 1) == "b")
      client.close()
      server.listener.close()
    }
  }

  @Test func closedStreamIsSilentAndFreedOnce() async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port)
      client.send("a")
      weak var watched: TCPStream?
      do {
        let stream = await server.firstStream()
        watched = stream
        stream.write([UInt8](repeating: 66, count: 8 << 20).span.bytes)
        stream.close()
        stream.close()
        stream.write([1].span.bytes)
        stream.endWriting()
        #expect(stream.peer == "")
        server.streams = []
      }
      await pause(.milliseconds(1))
      #expect(watched == nil)
      #expect(server.failures == 0)
      client.close()
      server.listener.close()
    }
  }

  @Test(arguments: [false, true])
  func resetIsSeenAsSuchBehindWhatWasSent(afterEnd: Bool) async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port)
      client.send("a")
      let stream = await server.firstStream()
      stream.write(Array("hi".utf8).span.bytes)
      if afterEnd { stream.endWriting() }
      stream.reset()
      stream.reset()
      #expect(stream.isClosed)
      #expect(await client.receiveAll() == "ahi")
      #expect(client.breakage == (afterEnd ? nil : "ECONNRESET"))
      client.close()
      server.listener.close()
    }
  }

  @Test func reportsABrokenConnection() async throws {
    try await onLoop {
      let server = try EchoServer(host: "127.0.0.1")
      let client = try await TestClient(port: server.listener.port, reading: false)
      client.send("a")
      let stream = await server.firstStream()
      // More than the buffers hold: bytes that are never read turn the client's close into a reset.
      stream.write([UInt8](repeating: 66, count: 8 << 20).span.bytes)
      client.close()
      await server.failed()
      #expect(server.failures > 0)
      server.listener.close()
    }
  }
}

/// Sends back what it gets.
@LoopActor private final class EchoServer: TCPStreamDelegate {
  private(set) var listener: TCPListener!
  var streams: [TCPStream] = []
  private(set) var drained = 0
  private(set) var failures = 0
  private var hasReceived = false
  private var waiter: CheckedContinuation<Void, Never>?

  init(host: String) throws {
    listener = try TCPListener(host: host, port: 0) { [unowned self] stream in
      streams.append(stream)
      stream.startReading(self)
    }
  }

  /// The first stream, once it has received something.
  func firstStream() async -> TCPStream {
    if !hasReceived { await withCheckedContinuation { waiter = $0 } }
    return streams[0]
  }

  func failed() async {
    if failures == 0 { await withCheckedContinuation { waiter = $0 } }
  }

  func stream(_ stream: TCPStream, received bytes: RawSpan) {
    stream.write(bytes)
    hasReceived = true
    waiter?.resume()
    waiter = nil
  }
  func streamEnded(_ stream: TCPStream) { stream.close() }
  func streamDrained(_ stream: TCPStream) { drained += 1 }
  func stream(_ stream: TCPStream, failed error: LoopError) {
    failures += 1
    stream.close()
    waiter?.resume()
    waiter = nil
  }
}
