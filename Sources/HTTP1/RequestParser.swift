internal import CLLHTTP

/// Owns one llhttp parser in its strict mode; turns the bytes of one connection into requests.
///
/// It is told bytes in any pieces and stops at each event, so that its owner decides what happens before the next
/// request is looked at. Not `Sendable`: a connection and its parser stay on one thread.
@safe public struct RequestParser: ~Copyable {
  /// Where parsing stopped.
  public enum Event: Equatable, Sendable {
    /// Every byte is consumed and the request is not complete.
    case needsMore
    /// The head is complete and the client waits for `100 Continue` before it sends the body.
    case expectsContinue
    /// A request is complete: take it with `takeRequest`.
    case complete
    /// The connection cannot be understood further, or exceeds a limit.
    case refused(RequestRefusal)
  }

  /// Which part of a request is awaited.
  public enum Phase: Sendable {
    /// The first byte.
    case idle
    /// The rest of the head.
    case head
    /// The rest of the body.
    case body
  }

  private let machine: UnsafeMutablePointer<llhttp_t> = .allocate(capacity: 1)
  private let state: UnsafeMutablePointer<RequestAssembly> = .allocate(capacity: 1)

  /// A parser for a new connection.
  public init(limits: RequestLimits = RequestLimits()) {
    unsafe state.initialize(to: RequestAssembly(limits: limits))
    unsafe machine.initialize(to: llhttp_t())
    unsafe llhttp_init(machine, HTTP_REQUEST, parserSettings)
    unsafe machine.pointee.data = UnsafeMutableRawPointer(state)
  }

  deinit {
    unsafe machine.deallocate()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Which part of a request is awaited.
  public var phase: Phase { unsafe state.pointee.phase }

  /// Bytes of the current body that have arrived.
  public var bodyBytes: Int { unsafe state.pointee.body.count }

  /// Frees what has come of the current body; for a connection on which nothing is read any more.
  public func forgetBody() { unsafe state.pointee.forgetBody() }

  /// Reads on, up to the next event.
  ///
  /// What follows `consumed` is to be passed again.
  public func parse(_ bytes: RawSpan) -> (event: Event, consumed: Int) {
    unsafe bytes.withUnsafeBytes { unsafe parse($0) }
  }

  /// The request that is complete.
  public func takeRequest(peer: String = "") -> Request { unsafe state.pointee.takeRequest(peer: peer) }

  private func parse(_ bytes: UnsafeRawBufferPointer) -> (event: Event, consumed: Int) {
    guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return (.needsMore, 0) }
    unsafe state.pointee.beginPiece(UnsafeRawPointer(start))
    var consumed = 0
    while true {
      let next = unsafe state.pointee.sizeLine.readable(in: bytes, from: consumed)
      let status = unsafe llhttp_execute(machine, start + next.lowerBound, next.count)
      if status == HPE_OK {
        consumed = next.upperBound
        if consumed < bytes.count { continue }
        if let refusal = unsafe state.pointee.endPiece(bytes.count) { return (.refused(refusal), bytes.count) }
        return (.needsMore, bytes.count)
      }
      if let position = unsafe llhttp_get_error_pos(machine) { consumed = unsafe position - start }
      switch status {
      case HPE_PAUSED:
        unsafe llhttp_resume(machine)
        if unsafe state.pointee.isComplete { return (.complete, consumed) }
        if unsafe state.pointee.takeExpectation() { return (.expectsContinue, consumed) }
      case HPE_PAUSED_UPGRADE:
        // Whether to change the protocol is the handler's decision; without one what follows is HTTP.
        unsafe llhttp_resume_after_upgrade(machine)
      default:
        let words = unsafe llhttp_get_error_reason(machine).map { unsafe String(cString: $0) } ?? ""
        return (.refused(unsafe state.pointee.refusal ?? .malformed(words)), consumed)
      }
    }
  }
}

/// Shared by all parsers; written once before its first use.
private nonisolated(unsafe) let parserSettings: UnsafeMutablePointer<llhttp_settings_t> = {
  let settings = UnsafeMutablePointer<llhttp_settings_t>.allocate(capacity: 1)
  unsafe llhttp_settings_init(settings)
  unsafe settings.pointee.on_message_begin = { unsafe assembly($0).pointee.begin() }
  unsafe settings.pointee.on_url = { unsafe assembly($0).pointee.appendTarget(piece($1, $2)) }
  unsafe settings.pointee.on_url_complete = { unsafe assembly($0).pointee.endTarget() }
  unsafe settings.pointee.on_version = { unsafe assembly($0).pointee.seeVersion(piece($1, $2)) }
  unsafe settings.pointee.on_header_field = { unsafe assembly($0).pointee.appendName(piece($1, $2)) }
  unsafe settings.pointee.on_header_value = { unsafe assembly($0).pointee.appendValue(piece($1, $2)) }
  unsafe settings.pointee.on_header_value_complete = { unsafe assembly($0).pointee.endField() }
  unsafe settings.pointee.on_headers_complete = { parser in
    let machine = unsafe parser!.pointee
    let isChunked = unsafe machine.flags & UInt16(F_CHUNKED.rawValue) != 0
    return unsafe assembly(parser).pointee.endHead(
      RequestAssembly.HeadFacts(
        method: machine.method, major: machine.http_major, minor: machine.http_minor,
        keepsAlive: llhttp_should_keep_alive(parser) != 0, wantsUpgrade: machine.upgrade != 0,
        contentLength: machine.content_length, isChunked: isChunked))
  }
  unsafe settings.pointee.on_chunk_header = { parser in
    unsafe assembly(parser).pointee.beginChunk(isLast: parser!.pointee.content_length == 0)
  }
  unsafe settings.pointee.on_chunk_complete = { unsafe assembly($0).pointee.endChunk() }
  unsafe settings.pointee.on_body = { unsafe assembly($0).pointee.appendBody(piece($1, $2)) }
  unsafe settings.pointee.on_message_complete = { unsafe assembly($0).pointee.end() }
  return unsafe settings
}()

/// Borrows what the parser was given as its `data`; both belong to one `RequestParser`.
private func assembly(_ parser: UnsafeMutablePointer<llhttp_t>?) -> UnsafeMutablePointer<RequestAssembly> {
  unsafe parser!.pointee.data.assumingMemoryBound(to: RequestAssembly.self)
}

private func piece(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer {
  unsafe UnsafeRawBufferPointer(start: start, count: count)
}
