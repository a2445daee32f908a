internal import CLibuv

/// Owns one listening socket; hands each accepted connection to its owner.
///
/// The handle keeps the listener alive until `close`.
@LoopActor @safe public final class TCPListener {
  nonisolated(unsafe) private let handle: UnsafeMutablePointer<uv_tcp_t>
  private var accept: (@LoopActor (TCPStream) -> Void)?

  /// The port, also where 0 was asked for.
  public let port: Int
  /// Address and port, such as `127.0.0.1:8080` or `[::1]:8080`.
  public let address: String

  /// Listens from now on.
  ///
  /// - Parameters:
  ///   - host: an IPv4 or IPv6 address, or a name that the resolver knows; `::` serves both families.
  ///   - port: 0 lets the system choose.
  ///   - accept: called for each connection, which then belongs to it; it reads nothing before `startReading`.
  /// - Throws: what failed and why, `listen on 127.0.0.1:8080: address already in use`.
  public init(host: String, port: Int, accept: @escaping @LoopActor (TCPStream) -> Void) throws(LoopError) {
    let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
    let operation = "listen on \(shown)"
    guard (0...65_535).contains(port) else { throw LoopError(code: UV_EINVAL.rawValue, operation: operation) }
    var address = try SocketAddress(host: host, port: port, operation: operation)
    let handle = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
    unsafe require(uv_tcp_init(LoopActor.executor.loop, handle), "make a socket handle")
    do {
      try check(unsafe address.withSockaddr { unsafe uv_tcp_bind(handle, $0, 0) }, operation)
      try check(unsafe uv_listen(uv_stream(handle), 511, listenerAccepts), operation)
      let bound = try unsafe SocketAddress(of: handle, peer: false)
      unsafe self.handle = unsafe handle
      self.port = bound.port
      self.address = bound.description
    } catch {
      unsafe uv_close(uv_handle(handle), unusedHandleClosed)
      throw error
    }
    self.accept = accept
    // Balanced in `listenerClosed`.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before.
  deinit { unsafe handle.deallocate() }

  /// Stops listening and gives the handle back; closing twice does nothing.
  public func close() {
    guard accept != nil else { return }
    accept = nil
    unsafe uv_close(uv_handle(handle), listenerClosed)
  }

  fileprivate func connected(_ status: Int32) {
    // A connection that failed before it was accepted is the client's matter; libuv keeps listening.
    guard status >= 0, let accept, let stream = unsafe TCPStream(acceptedFrom: handle) else { return }
    accept(stream)
  }

}

private func listenerAccepts(_ handle: UnsafeMutablePointer<uv_stream_t>?, _ status: Int32) {
  guard let data = unsafe handle?.pointee.data else { return }
  let listener = unsafe Unmanaged<TCPListener>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { LoopActor.executor.watched("a new connection") { listener.connected(status) } }
}

private func listenerClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<TCPListener>.fromOpaque(data).release()
}

private func unusedHandleClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  unsafe UnsafeMutableRawPointer(handle)?.deallocate()
}
