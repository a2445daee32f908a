internal import EventLoop
internal import HTTP1

/// Owns one connection of a server: reads requests, asks the handler, writes answers in the order of the requests.
///
/// Kept by its stream and its server until `close`.
@LoopActor final class ServerConnection {
  /// What the connection is waiting for.
  enum Phase {
    /// The first byte of a request.
    case idle
    /// The rest of a request's head.
    case head
    /// The rest of a request's body.
    case body
    /// The handler.
    case handler
    /// The steps of an answer that does not simply go out.
    case delivering
    /// The client, to read what is queued.
    case reader
    /// Its last answer to go out.
    case closing
    /// The client, to close after a refusal: closing first could destroy the answer on its way.
    case lingering
  }

  /// What changes with each request.
  struct State {
    var phase = Phase.idle
    /// When the phase has lasted too long, in the loop's milliseconds.
    var deadline = UInt64.max
    /// What the phase has to get beyond until the deadline: bytes of the body, or bytes no longer queued.
    var mark = 0
    /// Requests behind the one that is being answered.
    var held: [UInt8] = []
    var hasEnded = false
    /// Whether no request has come yet; the time for the first head runs from the accept.
    var isNew = true
    /// The request that is being answered.
    var isHead = false
    var minorVersion: UInt8 = 1
    var keepsAlive = true
    /// Bytes of the current body as the server's sum has them.
    var unfinished = 0
  }

  /// How long a client that was refused may take to read the answer, in milliseconds.
  static let lingerTime: UInt64 = 2000
  /// Bytes behind a request that waits, before nothing more is read: until then a client that goes is noticed.
  static let heldSize = 524_288
  /// Answers are sent on during a read when there are more bytes of them than this.
  static let flushSize = 65_536

  let stream: TCPStream
  let server: HTTPServer
  let parser: RequestParser
  let state = HotState(State())
  let peer: String
  let isRefused: Bool
  /// Whether it is one of those that are kept for some requests.
  let isReserved: Bool
  /// Where the connection stands in its server's list.
  var place: Int
  var task: Task<Void, Never>?
  var player: DeliveryPlayer?

  init(_ stream: TCPStream, of server: HTTPServer, place: Int, isRefused: Bool, isReserved: Bool) {
    self.stream = stream
    self.server = server
    self.place = place
    self.isRefused = isRefused
    self.isReserved = isReserved
    peer = stream.peer
    parser = RequestParser(
      limits: RequestLimits(
        headBytes: server.configuration.maxHeadBytes, bodyBytes: server.configuration.maxBodyBytes))
  }

  /// Begins to read; a refused connection is told so first.
  func start() {
    if isRefused { return refuse(.overloaded) }
    state.value.deadline = deadline(after: server.headTime)
    stream.startReading(self)
  }

  /// Drops the connection and what is queued, and cancels a handler that still works on it.
  func close() {
    guard !stream.isClosed else { return }
    stream.close()
    closed()
  }

  /// Lets go of what belonged to a stream that has been closed.
  func closed() {
    state.value.phase = .closing
    noteUnfinished(0)
    task?.cancel()
    task = nil
    player?.stop()
    server.remove(self)
  }

  func deadline(after milliseconds: UInt64) -> UInt64 { LoopActor.executor.coarseMilliseconds + milliseconds }

  /// Keeps the server's sum of bodies that are not complete.
  func noteUnfinished(_ bytes: Int) {
    guard bytes != state.value.unfinished else { return }
    server.state.value.unfinished += bytes - state.value.unfinished
    state.value.unfinished = bytes
  }

  /// Answers in the transport's own name and ends the connection.
  func refuse(_ refusal: ProtocolRefusal) {
    ResponseEncoder.append(
      refusal.response(server.configuration), to: &server.state.value.output, connection: .close)
    noteUnfinished(0)
    parser.forgetBody()
    state.value.phase = .lingering
    state.value.deadline = deadline(after: Self.lingerTime)
    state.value.held = []
    flush()
    stream.endWriting()
    stream.startReading(self)
  }

  /// Sends what the handlers have answered.
  func flush() {
    if server.state.value.output.isEmpty { return }
    var output: [UInt8] = []
    swap(&output, &server.state.value.output)
    unsafe stream.write(output.span.bytes)
    if output.capacity <= 16 * Self.flushSize { output.removeAll(keepingCapacity: true) } else { output = [] }
    swap(&output, &server.state.value.output)
  }
}

extension ServerConnection: TCPStreamDelegate {
  func stream(_ stream: TCPStream, received bytes: RawSpan) {
    switch state.value.phase {
    case .idle, .head, .body:
      serve(bytes)
    case .handler, .delivering, .reader:
      // While the handler works reading goes on for a bit: so a client that has gone is noticed.
      unsafe bytes.withUnsafeBytes { unsafe state.value.held.append(contentsOf: $0) }
      if state.value.held.count >= Self.heldSize { stream.pauseReading() }
    case .closing, .lingering:
      break
    }
  }

  func streamEnded(_ stream: TCPStream) {
    state.value.hasEnded = true
    switch state.value.phase {
    case .idle: finish()
    // It may still read, and so gets what is there now; nobody waits any longer for one that is likely gone.
    case .handler:
      task?.cancel()
      state.value.deadline = deadline(after: Self.lingerTime)
    case .reader, .closing: break
    case .delivering:
      player?.clientEnded()
      state.value.deadline = min(state.value.deadline, deadline(after: Self.lingerTime))
    case .head, .body, .lingering: close()
    }
  }

  func streamDrained(_ stream: TCPStream) {
    switch state.value.phase {
    case .closing where stream.queuedBytes == 0: close()
    case .reader where stream.queuedBytes <= server.configuration.maxQueuedOutput / 2: serveHeld()
    case .delivering: player?.drained()
    default: break
    }
  }

  func stream(_ stream: TCPStream, failed error: LoopError) { close() }
}
