internal import CLibuv
internal import Glibc

/// Owns one libuv signal watcher; calls its action on the loop each time the process gets the signal.
///
/// The handle keeps the watcher alive until `close`, after which the signal has its default effect again.
@LoopActor @safe public final class LoopSignal {
  /// The signals that a server listens for.
  public enum Number: Sendable {
    /// Ctrl-C at the terminal.
    case interrupt
    /// A polite request to end, as service managers send it.
    case terminate
    /// The terminal has gone, or: read the configuration again.
    case hangUp
    /// Free for the application.
    case user1

    var value: Int32 {
      switch self {
      case .interrupt: SIGINT
      case .terminate: SIGTERM
      case .hangUp: SIGHUP
      case .user1: SIGUSR1
      }
    }
  }

  nonisolated(unsafe) private let handle: UnsafeMutablePointer<uv_signal_t> = .allocate(capacity: 1)
  private var action: (@LoopActor () -> Void)?

  /// Watches from now on.
  public init(_ number: Number, _ action: @escaping @LoopActor () -> Void) {
    self.action = action
    unsafe require(uv_signal_init(LoopActor.executor.loop, handle), "make a signal handle")
    // Balanced in `signalClosed`.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    unsafe require(uv_signal_start(handle, signalArrived, number.value), "watch a signal")
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before.
  deinit { unsafe handle.deallocate() }

  /// Stops watching and gives the handle back; closing twice does nothing.
  public func close() {
    guard action != nil else { return }
    action = nil
    unsafe uv_close(uv_handle(handle), signalClosed)
  }

  fileprivate func arrive() { action?() }
}

private func signalArrived(_ handle: UnsafeMutablePointer<uv_signal_t>?, _ number: Int32) {
  guard let data = unsafe handle?.pointee.data else { return }
  let watcher = unsafe Unmanaged<LoopSignal>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { watcher.arrive() }
}

private func signalClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<LoopSignal>.fromOpaque(data).release()
}
