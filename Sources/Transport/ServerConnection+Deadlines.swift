internal import EventLoop
internal import HTTP1

extension ServerConnection {
  /// What has to come of a body, at least, in the time that it may stand still; else a drip would hold a connection.
  private static let leastProgress = 1024

  /// Whether something has lasted too long.
  func isOverdue(_ now: UInt64) -> Bool { now >= state.value.deadline }

  /// Ends what has lasted too long.
  func checkDeadline(_ now: UInt64) {
    guard isOverdue(now) else { return }
    switch state.value.phase {
    case .idle: if stream.queuedBytes == 0 { close() } else { checkReader() }
    case .head: refuse(.slowHead)
    case .body: checkBody()
    case .reader, .closing: checkReader()
    case .delivering: if state.value.hasEnded, player?.isPausing == true { close() } else { checkDelivery() }
    // Only a client that has ended has a deadline here: it gets what is there soon, and holds no connection for the rest.
    case .handler: close()
    case .lingering: close()
    }
  }

  /// Gives the client time to read some of what is queued.
  func watchReader() {
    state.value.mark = stream.queuedBytes
    state.value.deadline = deadline(after: server.idleTime)
  }

  /// Ends a connection that lies idle, for a server that drains.
  func closeIfIdle() {
    if state.value.phase == .idle { finish() }
  }

  private func checkReader() {
    if stream.queuedBytes < state.value.mark { watchReader() } else { close() }
  }

  private func checkBody() {
    let bytes = parser.bodyBytes
    if bytes - state.value.mark < Self.leastProgress { return refuse(.stalledBody) }
    state.value.mark = bytes
    state.value.deadline = deadline(after: server.idleTime)
  }
}
