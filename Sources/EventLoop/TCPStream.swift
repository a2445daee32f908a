internal import CLibuv
internal import Glibc

/// Owns one connected socket.
///
/// Reading begins with `startReading`. The handle keeps the stream alive until `close`, which its owner has to call,
/// also after a failure. `TCP_NODELAY` is set.
@LoopActor @safe public final class TCPStream {
  /// What changes while the stream lives.
  ///
  /// It stands behind a pointer because the checks that Swift adds to properties
  /// of classes cost more than the work they guard.
  @safe struct State {
    var tcp = unsafe uv_tcp_t()
    var write = unsafe uv_write_t()
    var shutdown = unsafe uv_shutdown_t()
    var delegate: (any TCPStreamDelegate)?
    /// Bytes that libuv is sending.
    var inFlight = unsafe UnsafeMutableBufferPointer<CChar>(start: nil, count: 0)
    /// Bytes that wait for `inFlight`.
    var waiting: [UInt8] = []
    var isClosed = false
    var isReading = false
    var endsWhenDrained = false
    /// Whether `endWriting` was called: libuv takes nothing more then.
    var hasEnded = false
  }

  nonisolated(unsafe) let state: UnsafeMutablePointer<State> = .allocate(capacity: 1)
  nonisolated var tcp: UnsafeMutablePointer<uv_tcp_t> {
    unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: uv_tcp_t.self)
  }

  init() {
    // `tcp` is where the state begins.
    precondition(unsafe MemoryLayout<State>.offset(of: \.tcp) == 0)
    unsafe state.initialize(to: State())
    unsafe require(uv_tcp_init(LoopActor.executor.loop, tcp), "make a socket handle")
    // Balanced in `streamClosed`.
    unsafe tcp.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  convenience init?(acceptedFrom listener: UnsafeMutablePointer<uv_tcp_t>) {
    self.init()
    guard unsafe uv_accept(uv_stream(listener), uv_stream(tcp)) == 0 else {
      close()
      return nil
    }
    unsafe uv_tcp_nodelay(tcp, 1)
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before.
  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// The peer's address and port, such as `127.0.0.1:50312`; "" when the connection is gone already.
  public var peer: String {
    guard unsafe !state.pointee.isClosed else { return "" }
    return unsafe (try? SocketAddress(of: tcp, peer: true))?.description ?? ""
  }

  /// Whether `close` has been called.
  public var isClosed: Bool { unsafe state.pointee.isClosed }

  /// Begins to read, or goes on after `pauseReading`.
  public func startReading(_ delegate: any TCPStreamDelegate) {
    guard unsafe !state.pointee.isClosed else { return }
    unsafe state.pointee.delegate = delegate
    guard unsafe !state.pointee.isReading else { return }
    unsafe state.pointee.isReading = unsafe uv_read_start(uv_stream(tcp), streamAllocates, streamRead) == 0
  }

  /// Leaves what the peer sends in the system's buffers, which in the end stops the peer.
  public func pauseReading() {
    guard unsafe state.pointee.isReading else { return }
    unsafe state.pointee.isReading = false
    unsafe uv_read_stop(uv_stream(tcp))
  }

  /// Drops the connection and what is queued, and gives the handle back; closing twice does nothing.
  public func close() {
    guard unsafe !state.pointee.isClosed else { return }
    forget()
    unsafe uv_close(uv_handle(tcp), streamClosed)
  }

  /// Tears the connection, so that the peer reads `connection reset`, drops what is queued, and gives the handle back.
  ///
  /// After `endWriting` the system has no way to: the connection is closed then.
  public func reset() {
    guard unsafe !state.pointee.isClosed else { return }
    guard unsafe uv_tcp_close_reset(tcp, streamClosed) == 0 else { return close() }
    forget()
  }

  private func forget() {
    unsafe state.pointee.isClosed = true
    unsafe state.pointee.isReading = false
    unsafe state.pointee.delegate = nil
  }

  /// What the system has to say about a connection that libuv calls ended: a reset that comes together with the last
  /// bytes is given out as an end.
  private var pendingError: Int32 {
    var descriptor: uv_os_fd_t = -1
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe uv_fileno(uv_handle(tcp), &descriptor) == 0,
      unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0
    else { return 0 }
    return -code
  }

  fileprivate func read(_ count: Int) {
    guard let delegate = unsafe state.pointee.delegate else { return }
    if count > 0 {
      let buffer = unsafe UnsafeRawBufferPointer(start: LoopActor.executor.readBuffer, count: count)
      delegate.stream(self, received: unsafe RawSpan(_unsafeBytes: buffer))
    } else if count < 0 {
      pauseReading()
      let code = count == Int(UV_EOF.rawValue) ? pendingError : Int32(count)
      if code == 0 { return delegate.streamEnded(self) }
      delegate.stream(self, failed: LoopError(code: code, operation: "read from a connection"))
    }
  }
}

private func streamAllocates(
  _ handle: UnsafeMutablePointer<uv_handle_t>?, _ size: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
  unsafe buffer?.pointee.base = LoopActor.executor.readBuffer
  unsafe buffer?.pointee.len = LoopExecutor.readBufferSize
}

private func streamRead(
  _ handle: UnsafeMutablePointer<uv_stream_t>?, _ count: Int, _ buffer: UnsafePointer<uv_buf_t>?
) {
  guard let data = unsafe handle?.pointee.data else { return }
  let stream = unsafe Unmanaged<TCPStream>.fromOpaque(data).takeUnretainedValue()
  // libuv calls on the loop's thread. `assumeIsolated` would allocate for its closure, 400 instructions a read; a
  // global function has nothing to capture, so that only its annotation has to go.
  let deliver = unsafe unsafeBitCast(
    deliverRead as @LoopActor (TCPStream, Int) -> Void, to: ((TCPStream, Int) -> Void).self)
  deliver(stream, count)
}

@LoopActor private func deliverRead(_ stream: TCPStream, _ count: Int) {
  LoopActor.executor.watched("bytes from a connection") { stream.read(count) }
}

private func streamClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<TCPStream>.fromOpaque(data).release()
}
