internal import CLibuv

extension TCPStream {
  /// Connects to a server.
  ///
  /// - Throws: what failed and why, `connect to 127.0.0.1:9: connection refused`.
  public static func connect(host: String, port: Int) async throws(LoopError) -> TCPStream {
    let operation = "connect to \(host):\(port)"
    var address = try SocketAddress(host: host, port: port, operation: operation)
    let stream = TCPStream()
    let status = await withCheckedContinuation { continuation in
      let pending = PendingConnection(continuation)
      unsafe pending.request.pointee.data = Unmanaged.passRetained(pending).toOpaque()
      let status = unsafe address.withSockaddr {
        unsafe uv_tcp_connect(pending.request, stream.tcp, $0, streamConnected)
      }
      if status < 0 { unsafe streamConnected(pending.request, status) }
    }
    do {
      try check(status, operation)
    } catch {
      stream.close()
      throw error
    }
    unsafe uv_tcp_nodelay(stream.tcp, 1)
    return stream
  }
}

/// Owns a connection request; retained by it until libuv has answered.
@safe private final class PendingConnection {
  let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
  private let continuation: CheckedContinuation<Int32, Never>

  init(_ continuation: CheckedContinuation<Int32, Never>) { self.continuation = continuation }
  deinit { unsafe request.deallocate() }

  func finish(_ status: Int32) { continuation.resume(returning: status) }
}

private func streamConnected(_ request: UnsafeMutablePointer<uv_connect_t>?, _ status: Int32) {
  guard let data = unsafe request?.pointee.data else { return }
  unsafe Unmanaged<PendingConnection>.fromOpaque(data).takeRetainedValue().finish(status)
}
