internal import CLibuv

extension TCPStream {
  /// Bytes that the system has not taken yet.
  public var queuedBytes: Int {
    unsafe state.pointee.inFlight.isEmpty
      ? 0 : Int(uv_stream_get_write_queue_size(uv_stream(tcp))) + state.pointee.waiting.count
  }

  /// Sends the bytes: at once as far as the system takes them, the rest from a queue of copies.
  ///
  /// A broken connection is reported to the delegate later, never from within this call. Does nothing after `endWriting` and
  /// `close`.
  public func write(_ bytes: RawSpan) {
    guard unsafe !state.pointee.isClosed && !state.pointee.hasEnded, !bytes.isEmpty else { return }
    send(bytes)
  }

  /// Not isolated, and called on the loop only: Swift checks the executor in a closure that is isolated.
  private nonisolated func send(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      if unsafe !state.pointee.inFlight.isEmpty { return unsafe state.pointee.waiting.append(contentsOf: bytes) }
      var buffer = unsafe uv_buf_t(
        base: UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: CChar.self).baseAddress), len: bytes.count)
      // An error here is met again by the queue, which reports it.
      let sent = unsafe max(0, Int(uv_try_write(uv_stream(tcp), &buffer, 1)))
      if sent < bytes.count { unsafe queue(UnsafeRawBufferPointer(rebasing: bytes[sent...])) }
    }
  }

  /// Tells the peer, once the queue is empty, that nothing more will come.
  ///
  /// Reading goes on.
  public func endWriting() {
    guard unsafe !state.pointee.isClosed else { return }
    unsafe state.pointee.hasEnded = true
    if unsafe !state.pointee.inFlight.isEmpty {
      unsafe state.pointee.endsWhenDrained = true
    } else {
      // Where the peer is gone already, reading says so.
      unsafe uv_shutdown(&state.pointee.shutdown, uv_stream(tcp), nil)
    }
  }

  private nonisolated func queue(_ bytes: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
    unsafe UnsafeMutableRawBufferPointer(copy).copyMemory(from: bytes)
    unsafe state.pointee.inFlight = copy
    var buffer = unsafe uv_buf_t(base: copy.baseAddress, len: copy.count)
    unsafe require(
      uv_write(&state.pointee.write, uv_stream(tcp), &buffer, 1, streamWrote), "queue bytes for a connected socket")
  }

  fileprivate func wrote(_ status: Int32) {
    unsafe state.pointee.inFlight.deallocate()
    unsafe state.pointee.inFlight = UnsafeMutableBufferPointer(start: nil, count: 0)
    guard unsafe !state.pointee.isClosed else { return }
    if status < 0 {
      let error = LoopError(code: status, operation: "write to a connection")
      guard let delegate = unsafe state.pointee.delegate else { return close() }
      return delegate.stream(self, failed: error)
    }
    if unsafe !state.pointee.waiting.isEmpty {
      var next: [UInt8] = []
      unsafe swap(&next, &state.pointee.waiting)
      unsafe next.withUnsafeBytes { unsafe queue($0) }
    } else if unsafe state.pointee.endsWhenDrained {
      endWriting()
    }
    unsafe state.pointee.delegate?.streamDrained(self)
  }
}

private func streamWrote(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: Int32) {
  guard let data = unsafe request?.pointee.handle?.pointee.data else { return }
  let stream = unsafe Unmanaged<TCPStream>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { LoopActor.executor.watched("bytes to a connection") { stream.wrote(status) } }
}
