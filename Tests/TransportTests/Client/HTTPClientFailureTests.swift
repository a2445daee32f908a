import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct HTTPClientFailureTests {
  @Test func endsWhenTimeIsUp() async throws {
    try await withPeer(answer: { _ in never() }) { client, peer in
      let request = OutgoingRequest(.get, peer.url("/"), timeout: .milliseconds(40))
      #expect(await client.failure(of: request) == .timedOut)
    }
  }

  @Test func saysThatNobodyListens() async throws {
    try await onLoop {
      let port = SilentPort()
      defer { port.close() }
      let client = HTTPClient()
      do throws(TransportFailure) {
        _ = try await client.send(OutgoingRequest(.get, "http://127.0.0.1:\(port.number)/"))
        Issue.record("somebody answered")
      } catch {
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("127.0.0.1 port \(port.number)"))
      }
      client.close()
    }
  }

  @Test func refusesWhatIsTooLarge() async throws {
    try await withPeer(
      { configuration, _ in configuration.maxBodyBytes = 100 },
      answer: {
        .now(Response(body: [UInt8](repeating: 1, count: $0.path == "/100" ? 100 : 101)))
      }
    ) { client, peer in
      #expect(await client.failure(of: OutgoingRequest(.get, peer.url("/100"))) == nil)
      #expect(await client.failure(of: OutgoingRequest(.get, peer.url("/101"))) == .tooLarge)
    }
  }

  @Test func refusesAHeadWithoutEnd() async throws {
    let fields = (0..<6000).map { "x-\($0): \(String(repeating: "v", count: 50))\r\n" }.joined()
    try await withRawPeer("HTTP/1.1 200 OK\r\n\(fields)\r\n") { client, peer in
      #expect(await client.failure(of: OutgoingRequest(.get, peer.url)) == .tooLarge)
    }
  }

  @Test func saysThatAHeaderLineIsTooLong() async throws {
    try await withRawPeer("HTTP/1.1 200 OK\r\nx: \(String(repeating: "v", count: 200_000))\r\n\r\n") { client, peer in
      do throws(TransportFailure) {
        _ = try await client.send(OutgoingRequest(.get, peer.url))
        Issue.record("it was taken")
      } catch {
        #expect(error.kind == .tooLarge)
        #expect(error.message.contains("header line"))
      }
    }
  }

  @Test func givesUpOnRedirectsInACircle() async throws {
    try await withPeer(answer: { _ in .now(Response(status: 302, fields: ["location": "/"])) }) { client, peer in
      var request = OutgoingRequest(.get, peer.url("/"))
      request.maxRedirects = 3
      #expect(await client.failure(of: request) == .tooManyRedirects)
      #expect(peer.requests.count == 4)
    }
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", "garbage\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  ])
  func saysThatTheAnswerIsBroken(_ bytes: String) async throws {
    try await withRawPeer(bytes) { client, peer in
      #expect(await client.failure(of: OutgoingRequest(.get, peer.url)) == .brokenOff)
    }
  }

  @Test(arguments: [
    OutgoingRequest(.get, "ftp://127.0.0.1/"), OutgoingRequest(.get, "file:///etc/hostname"),
    OutgoingRequest(.get, "/x"),
    OutgoingRequest(.get, "http://127.0.0.1:1/a b"), OutgoingRequest(.get, "http://127.0.0.1:1/\r\nx: y"),
    OutgoingRequest(.get, "http://127.0.0.1:1/", fields: ["x": "a\r\ny: b"]),
    OutgoingRequest(.get, "http://127.0.0.1:1/", fields: ["x y": "a"]),
    OutgoingRequest(.get, "http://127.0.0.1:1/", fields: ["": "a"]), OutgoingRequest(.get, "http://[:1/"),
  ])
  func doesNotSendWhatIsNoRequest(_ request: OutgoingRequest) async throws {
    try await onLoop {
      let client = HTTPClient()
      #expect(await client.failure(of: request) == .invalidRequest)
      client.close()
    }
  }

  @Test func endsTheConnectionOfACancelledTask() async throws {
    try await withRawPeer(nil) { client, peer in
      let kinds = AsyncStream<TransportFailure.Kind?>.makeStream()
      let task = LoopActor.start {
        kinds.continuation.yield(await client.failure(of: OutgoingRequest(.get, peer.url)))
      }
      await peer.received.stream.next()
      task.cancel()
      task.cancel()
      #expect(await kinds.stream.next() == .cancelled)
      await peer.ended.stream.next()
    }
  }

  @Test func mayBeCancelledFromAnyThread() async throws {
    try await withRawPeer(nil) { client, peer in
      let kinds = AsyncStream<TransportFailure.Kind?>.makeStream()
      let task = LoopActor.start {
        kinds.continuation.yield(await client.failure(of: OutgoingRequest(.get, peer.url)))
      }
      await peer.received.stream.next()
      await Task.detached(executorPreference: globalConcurrentExecutor) { task.cancel() }.value
      #expect(await kinds.stream.next() == .cancelled)
      await peer.ended.stream.next()
    }
  }

  @Test func sendsNothingForATaskThatWasCancelledBefore() async throws {
    try await withPeer { client, peer in
      let kinds = AsyncStream<TransportFailure.Kind?>.makeStream()
      let task = LoopActor.start {
        kinds.continuation.yield(await client.failure(of: OutgoingRequest(.get, peer.url("/a"))))
      }
      task.cancel()
      #expect(await kinds.stream.next() == .cancelled)
      _ = try await client.send(OutgoingRequest(.get, peer.url("/b")))
      #expect(peer.requests.map(\.path) == ["/b"])
    }
  }

  @Test func failsWhatIsUnderWayWhenItCloses() async throws {
    try await withPeer(answer: { _ in never() }) { client, peer in
      let kinds = AsyncStream<TransportFailure.Kind?>.makeStream()
      for _ in 1...3 {
        LoopActor.start { kinds.continuation.yield(await client.failure(of: OutgoingRequest(.get, peer.url("/")))) }
      }
      await peer.arrived(3)
      client.close()
      client.close()
      var ended: [TransportFailure.Kind?] = []
      for await kind in kinds.stream.prefix(3) { ended.append(kind) }
      #expect(ended == [.cancelled, .cancelled, .cancelled])
      #expect(await client.failure(of: OutgoingRequest(.get, peer.url("/"))) == .cancelled)
    }
  }
}
