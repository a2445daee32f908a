import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

/// A server on a free port that answers by a closure and keeps what it was asked.
@LoopActor final class Peer {
  private(set) var requests: [Request] = []
  private var server: HTTPServer!
  private var arrivals: [(count: Int, resume: CheckedContinuation<Void, Never>)] = []

  init(_ answer: @escaping @LoopActor (Request) -> Reply) throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    server = HTTPServer(configuration: configuration) { [unowned self] request in
      requests.append(request)
      let met = arrivals.filter { $0.count <= requests.count }
      arrivals.removeAll { $0.count <= requests.count }
      for arrival in met { arrival.resume.resume() }
      return answer(request)
    }
    try server.listen()
  }

  var port: Int { server.port }
  var connectionCount: Int { server.connectionCount }

  func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

  /// Waits until that many requests have come.
  func arrived(_ count: Int) async {
    if requests.count >= count { return }
    await withCheckedContinuation { arrivals.append((count, $0)) }
  }

  func close() { server.close() }
}

/// A server that sends these bytes to everybody who sends anything, and then ends the connection; without bytes it is silent.
@LoopActor final class RawPeer: TCPStreamDelegate {
  let received = AsyncStream<Void>.makeStream()
  let ended = AsyncStream<Void>.makeStream()
  private let bytes: String?
  private var listener: TCPListener!

  init(_ bytes: String?) throws {
    self.bytes = bytes
    listener = try TCPListener(host: "127.0.0.1", port: 0) { [unowned self] in $0.startReading(self) }
  }

  var url: String { "http://127.0.0.1:\(listener.port)/" }

  func stream(_ stream: TCPStream, received _: RawSpan) {
    received.continuation.yield()
    guard let bytes else { return }
    stream.write(Array(bytes.utf8).span.bytes)
    stream.endWriting()
  }

  func streamEnded(_ stream: TCPStream) {
    ended.continuation.yield()
    stream.close()
  }

  func streamDrained(_ stream: TCPStream) {}
  func stream(_ stream: TCPStream, failed error: LoopError) { streamEnded(stream) }
  func close() { listener.close() }
}

/// Runs the body with a client and a server that answers by the closure.
func withPeer(
  _ change: @escaping @Sendable (inout HTTPClientConfiguration, Int) -> Void = { _, _ in },
  answer: @escaping @LoopActor @Sendable (Request) -> Reply = { .now(.text(200, "\($0.method) \($0.target)")) },
  _ body: @escaping @LoopActor @Sendable (HTTPClient, Peer) async throws -> Void
) async throws {
  try await onLoop {
    let peer = try Peer(answer)
    var configuration = HTTPClientConfiguration()
    change(&configuration, peer.port)
    let client = HTTPClient(configuration)
    defer {
      client.close()
      peer.close()
    }
    try await body(client, peer)
  }
}

/// Runs the body with a client and a server that sends these bytes and ends.
func withRawPeer(
  _ bytes: String?, _ body: @escaping @LoopActor @Sendable (HTTPClient, RawPeer) async throws -> Void
) async throws {
  try await onLoop {
    let peer = try RawPeer(bytes)
    let client = HTTPClient()
    defer {
      client.close()
      peer.close()
    }
    try await body(client, peer)
  }
}

extension HTTPClient {
  /// The answer's body as text.
  func text(of request: OutgoingRequest) async throws -> String { try await send(request).text }

  /// What kind of failure the request ends in; nil where there is an answer.
  func failure(of request: OutgoingRequest) async -> TransportFailure.Kind? {
    do throws(TransportFailure) {
      _ = try await send(request)
      return nil
    } catch {
      return error.kind
    }
  }
}

/// An answer that never comes.
func never() -> Reply {
  .later {
    await AsyncStream<Void>.makeStream().stream.next()
    return .text(200, "")
  }
}

extension AsyncStream where Element: Sendable {
  /// The next element, once it is there.
  @LoopActor @discardableResult func next() async -> Element? {
    for await element in self { return element }
    return nil
  }
}
