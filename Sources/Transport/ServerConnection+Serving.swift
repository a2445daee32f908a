internal import EventLoop
internal import HTTP1

extension ServerConnection {
  /// Reads requests and answers them until the bytes are used up or something has to be waited for.
  func serve(_ bytes: RawSpan, isFresh: Bool = false) {
    let previous = state.value.phase
    var isFresh = isFresh
    var offset = 0
    state.value.phase = .idle
    while offset < bytes.byteCount {
      let (event, consumed) = parser.parse(bytes.extracting(offset...))
      offset += consumed
      switch event {
      case .needsMore: break
      case .expectsContinue:
        // A client that sends the body without waiting needs no leave.
        if offset == bytes.byteCount { server.state.value.output += ResponseEncoder.goOn }
      case .complete:
        isFresh = true
        noteUnfinished(0)
        var request = parser.takeRequest(peer: peer)
        do {
          try request.decodeBody(limit: server.configuration.maxBodyBytes)
        } catch {
          return refuse(.undecodable(error))
        }
        if isReserved, !server.isReservedFor(request) { return refuse(.overloaded) }
        answer(consume request)
        if state.value.phase == .idle, offset < bytes.byteCount, !LoopActor.executor.isSettled { letSettle() }
        if state.value.phase != .idle { return hold(bytes.extracting(offset...)) }
      case .refused(let refusal): return refuse(.unreadable(refusal))
      }
    }
    flush()
    wait(after: previous, isFresh: isFresh)
  }

  /// Serves what came while something was waited for, then reads on.
  func serveHeld() {
    var held: [UInt8] = []
    swap(&held, &state.value.held)
    state.value.phase = .idle
    unsafe serve(held.span.bytes, isFresh: true)
    switch state.value.phase {
    case .idle, .head, .body: if state.value.hasEnded { finish() } else { stream.startReading(self) }
    case .handler, .delivering: stream.startReading(self)
    case .reader, .closing, .lingering: break
    }
  }

  /// Sends what is queued, then closes.
  func finish() {
    flush()
    if stream.queuedBytes == 0 { return close() }
    state.value.phase = .closing
    watchReader()
  }

  private func answer(_ request: consuming Request) {
    state.value.isNew = false
    state.value.isHead = request.method == .head
    state.value.minorVersion = request.minorVersion
    state.value.keepsAlive = request.keepsAlive
    switch server.handler(request) {
    case .now(let response): respond(response)
    case .later(let work):
      guard state.value.phase != .closing else { return }
      state.value.phase = .handler
      state.value.deadline = .max
      task = LoopActor.start { [self] in
        let response = await work()
        task = nil
        guard !stream.isClosed else { return }
        state.value.phase = .idle
        respond(response)
        flush()
        guard state.value.phase == .idle else { return }
        if state.value.held.isEmpty || LoopActor.executor.isSettled { serveHeld() } else { letSettle() }
      }
    }
  }

  /// Lets what a request has begun take its first steps before the next of the connection is looked at: whoever does not wait for
  /// his answers then finds the same as who does.
  private func letSettle() {
    state.value.phase = .handler
    state.value.deadline = .max
    task = LoopActor.start { [self] in
      await LoopActor.executor.settle()
      task = nil
      if !stream.isClosed { serveHeld() }
    }
  }

  /// Renders an answer; leaves the phase at idle when the next request may be looked at.
  private func respond(_ response: Response) {
    // The handler may have closed the server.
    guard state.value.phase != .closing else { return }
    let closes = !state.value.keepsAlive || response.closesConnection || server.state.value.isDraining
    let connection: ResponseEncoder.Connection =
      closes ? .close : state.value.minorVersion == 0 ? .keepAlive : .implied
    if let delivery = response.delivery { return deliver(response, by: delivery, connection) }
    ResponseEncoder.append(
      response, to: &server.state.value.output, isHead: state.value.isHead, connection: connection)
    if closes { return finish() }
    guard server.state.value.output.count >= Self.flushSize else { return }
    flush()
    if isReaderBehind { waitForReader() }
  }

  /// Keeps what may not be looked at yet.
  private func hold(_ rest: RawSpan) {
    flush()
    switch state.value.phase {
    case .handler, .delivering, .reader: break
    case .idle, .head, .body, .closing, .lingering: return
    }
    unsafe rest.withUnsafeBytes { unsafe state.value.held.append(contentsOf: $0) }
  }

  /// Sets phase and deadline by what the parser waits for; a deadline of the same request runs on.
  private func wait(after previous: Phase, isFresh: Bool) {
    if isReaderBehind { return waitForReader() }
    switch parser.phase {
    case .idle:
      if server.state.value.isDraining { return finish() }
      guard isFresh || previous != .idle else { return }
      state.value.deadline = deadline(after: server.idleTime)
      state.value.mark = .max
    case .head:
      state.value.phase = .head
      guard isFresh || previous != .head, !state.value.isNew else { return }
      state.value.deadline = deadline(after: server.headTime)
    case .body:
      state.value.phase = .body
      noteUnfinished(parser.bodyBytes)
      if server.state.value.unfinished > server.configuration.maxUnfinishedBytes { return refuse(.tooManyBodies) }
      guard isFresh || previous != .body else { return }
      state.value.deadline = deadline(after: server.idleTime)
      state.value.mark = parser.bodyBytes
    }
  }

  private var isReaderBehind: Bool { stream.queuedBytes > server.configuration.maxQueuedOutput }

  private func waitForReader() {
    state.value.phase = .reader
    stream.pauseReading()
    watchReader()
  }
}
