internal import EventLoop
internal import HTTP1

extension ServerConnection {
  /// Plays an answer's steps; the requests behind it wait.
  func deliver(_ response: Response, by delivery: Delivery, _ connection: ResponseEncoder.Connection) {
    var head: [UInt8] = []
    ResponseEncoder.appendHead(response, to: &head, connection: connection)
    let hasBody = ResponseEncoder.sendsBody(response, isHead: state.value.isHead)
    let steps = delivery.steps(head: head, body: hasBody ? response.body : [])
    // The answers before this one do not wait for its steps.
    flush()
    state.value.phase = .delivering
    state.value.deadline = deadline(after: server.idleTime)
    let player = DeliveryPlayer(
      on: stream, maxQueued: server.configuration.maxQueuedOutput, hasClientEnded: state.value.hasEnded)
    self.player = player
    task = LoopActor.start { [self] in
      let ending = await player.play(steps) { state.value.deadline = deadline(after: server.idleTime) }
      task = nil
      self.player = nil
      guard !stream.isClosed else { return }
      switch ending {
      case .open where connection == .close, .close: finish()
      case .open: serveHeld()
      case .reset: reset()
      case .gone: close()
      }
    }
  }

  /// Gives a client that reads of what is queued more time.
  func checkDelivery() {
    guard player?.hasProgressed() == true else { return close() }
    state.value.deadline = deadline(after: server.idleTime)
  }

  private func reset() {
    stream.reset()
    closed()
  }
}
