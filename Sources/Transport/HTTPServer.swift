internal import Bytes
public import EventLoop
public import HTTP1

/// Owns a listening socket and its connections; hands each request to one handler.
///
/// Alive from `listen` until `close` or the end of `drain`.
@LoopActor public final class HTTPServer {
  /// Answers a request, at once or later.
  public typealias Handler = @LoopActor (consuming Request) -> Reply

  /// What changes with each request.
  struct State {
    /// Answers on their way to the connection that is being served; empty between reads.
    var output: [UInt8] = []
    var isDraining = false
    /// Bytes of bodies that are not complete yet.
    var unfinished = 0
  }

  /// Answers 503 that are still being read by their clients; beyond these, connections are dropped unanswered.
  private static let maxRefused = 256

  let configuration: ServerConfiguration
  let handler: Handler
  /// Whether a request may use the connections that are kept in reserve.
  let isReservedFor: @LoopActor (borrowing Request) -> Bool
  /// The configuration's times in the loop's milliseconds, so that no request divides.
  let headTime: UInt64
  let idleTime: UInt64
  let state = HotState(State())
  private var listener: TCPListener?
  private var connections: [ServerConnection] = []
  private var refusedCount = 0
  private var sweeper: LoopTimer?
  private var lastSweep: UInt64 = 0
  private var secondLook: LoopTimer?
  private var graceTimer: LoopTimer?
  private var drained: [CheckedContinuation<Void, Never>] = []

  /// A server that does not listen yet; `reserve` says which requests may use the connections kept in reserve.
  public init(
    configuration: ServerConfiguration, reserve: @escaping @LoopActor (borrowing Request) -> Bool = { _ in false },
    handler: @escaping Handler
  ) {
    self.configuration = configuration
    isReservedFor = reserve
    self.handler = handler
    headTime = configuration.headTimeout.wholeMilliseconds
    idleTime = configuration.idleTimeout.wholeMilliseconds
  }

  /// The port, also where 0 was asked for; 0 unless listening.
  public var port: Int { listener?.port ?? 0 }

  /// Address and port, such as `127.0.0.1:8080` or `[::1]:8080`; "" unless listening.
  public var address: String { listener?.address ?? "" }

  /// Connections that are open, refused ones included.
  public var connectionCount: Int { connections.count }

  /// Accepts connections from now on.
  ///
  /// - Throws: what failed and why, `listen on 127.0.0.1:8080: address already in use`.
  public func listen() throws(LoopError) {
    precondition(listener == nil && !state.value.isDraining, "a server listens once")
    listener = try TCPListener(host: configuration.host, port: configuration.port) { self.accept($0) }
    sweeper = LoopTimer { self.sweep() }
    secondLook = LoopTimer { self.endOverdue() }
  }

  /// Stops accepting, closes idle connections, and returns when every request under way has been answered.
  ///
  /// Their answers say `connection: close`. What is left when the grace time is over is closed; a second call does that
  /// at once.
  public func drain(grace: Duration) async {
    if state.value.isDraining { return close() }
    state.value.isDraining = true
    stopListening()
    for connection in connections { connection.closeIfIdle() }
    if connections.isEmpty { return close() }
    graceTimer = LoopTimer { self.close() }
    graceTimer?.start(after: grace)
    await withCheckedContinuation { drained.append($0) }
  }

  /// Stops accepting and closes every connection at once.
  public func close() {
    state.value.isDraining = true
    stopListening()
    for connection in connections { connection.close() }
    sweeper?.close()
    sweeper = nil
    secondLook?.close()
    secondLook = nil
    graceTimer?.close()
    graceTimer = nil
    for waiter in drained { waiter.resume() }
    drained = []
  }

  /// Forgets a connection that has closed.
  func remove(_ connection: ServerConnection) {
    let place = connection.place
    connections.swapAt(place, connections.count - 1)
    connections[place].place = place
    connections.removeLast()
    if connection.isRefused { refusedCount -= 1 }
    guard connections.isEmpty else { return }
    sweeper?.stop()
    if !drained.isEmpty { close() }
  }

  private func stopListening() {
    listener?.close()
    listener = nil
  }

  private func accept(_ stream: TCPStream) {
    let served = connections.count - refusedCount
    let isReserved = served >= configuration.maxConnections
    let isRefused = served >= configuration.maxConnections.addingSaturating(configuration.reservedConnections)
    if isRefused, refusedCount == Self.maxRefused { return stream.close() }
    if isRefused { refusedCount += 1 }
    let connection = ServerConnection(
      stream, of: self, place: connections.count, isRefused: isRefused, isReserved: isReserved)
    if connections.isEmpty { startSweeping() }
    connections.append(connection)
    connection.start()
  }

  /// One timer looks at every connection now and then, so that no request costs an operation on a timer.
  private func startSweeping() {
    lastSweep = LoopActor.executor.coarseMilliseconds
    sweeper?.start(after: sweepPeriod, repeating: sweepPeriod)
  }

  private var sweepPeriod: Duration {
    min(max(min(configuration.headTimeout, configuration.idleTimeout) / 4, .milliseconds(2)), .seconds(1))
  }

  private func sweep() {
    let now = LoopActor.executor.coarseMilliseconds
    let sinceLast = now - lastSweep
    lastSweep = now
    // A stop of the whole process is not held against anybody.
    if sinceLast > 2 * sweepPeriod.wholeMilliseconds { return }
    guard connections.contains(where: { $0.isOverdue(now) }) else { return }
    // Timers come before sockets: on a busy loop what clients have sent meanwhile is read first.
    secondLook?.start(after: .milliseconds(1))
  }

  private func endOverdue() {
    let now = LoopActor.executor.coarseMilliseconds
    // Backwards, since a connection that closes is replaced by the last one.
    for place in connections.indices.reversed() where place < connections.count {
      connections[place].checkDeadline(now)
    }
  }
}
