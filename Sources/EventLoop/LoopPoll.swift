internal import CLibuv

/// Watches a socket that a C library owns; calls its action on the loop when the socket is ready.
///
/// The handle keeps the watcher alive until `close`, which has to come before the socket's owner closes the socket.
@LoopActor @safe public final class LoopPoll {
  /// What a socket is ready for, or is watched for.
  public struct Readiness: OptionSet, Sendable {
    /// The set as bits.
    public let rawValue: Int32
    /// The set that the bits stand for.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// There is something to read, or the peer has ended.
    public static let readable = Readiness(rawValue: 1)
    /// Bytes can be written.
    public static let writable = Readiness(rawValue: 2)
    /// The socket is broken.
    public static let broken = Readiness(rawValue: 4)
  }

  nonisolated(unsafe) private let handle: UnsafeMutablePointer<uv_poll_t> = .allocate(capacity: 1)
  private var action: (@LoopActor (Readiness) -> Void)?

  /// A watcher of that socket which does not watch yet.
  public init(socket: Int32, _ action: @escaping @LoopActor (Readiness) -> Void) throws(LoopError) {
    try check(unsafe uv_poll_init(LoopActor.executor.loop, handle, socket), "watch a socket")
    self.action = action
    // Balanced in `pollClosed`.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before; it also runs after a failed init.
  deinit { unsafe handle.deallocate() }

  /// Watches for these from now on, and for nothing else; none of them pauses.
  public func watch(for wanted: Readiness) {
    guard action != nil else { return }
    var events: UInt32 = 0
    if wanted.contains(.readable) { events |= UV_READABLE.rawValue }
    if wanted.contains(.writable) { events |= UV_WRITABLE.rawValue }
    let status = unsafe events == 0 ? uv_poll_stop(handle) : uv_poll_start(handle, Int32(events), pollReady)
    require(status, "watch a socket")
  }

  /// Stops watching and gives the handle back; closing twice does nothing.
  public func close() {
    guard action != nil else { return }
    action = nil
    unsafe uv_close(uv_handle(handle), pollClosed)
  }

  fileprivate func arrive(_ status: Int32, _ events: Int32) {
    guard let action else { return }
    if status < 0 { return action(.broken) }
    var ready: Readiness = []
    if UInt32(events) & UV_READABLE.rawValue != 0 { ready.insert(.readable) }
    if UInt32(events) & UV_WRITABLE.rawValue != 0 { ready.insert(.writable) }
    action(ready)
  }
}

private func pollReady(_ handle: UnsafeMutablePointer<uv_poll_t>?, _ status: Int32, _ events: Int32) {
  guard let data = unsafe handle?.pointee.data else { return }
  let poll = unsafe Unmanaged<LoopPoll>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { LoopActor.executor.watched("an outgoing connection") { poll.arrive(status, events) } }
}

private func pollClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<LoopPoll>.fromOpaque(data).release()
}
