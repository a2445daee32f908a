internal import Bytes
internal import CLibuv

/// Owns one libuv timer; calls its action on the loop, in real time.
///
/// The handle keeps the timer alive until `close`, which every owner has to call.
@LoopActor @safe public final class LoopTimer {
  nonisolated(unsafe) private let handle: UnsafeMutablePointer<uv_timer_t> = .allocate(capacity: 1)
  private var action: (@LoopActor () -> Void)?

  /// A timer that is not running yet.
  public init(_ action: @escaping @LoopActor () -> Void) {
    self.action = action
    unsafe require(uv_timer_init(LoopActor.executor.loop, handle), "make a timer")
    // Balanced in `timerClosed`.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before.
  deinit { unsafe handle.deallocate() }

  /// Whether the timer will call its action.
  public var isRunning: Bool { unsafe action != nil && uv_is_active(uv_handle(handle)) != 0 }

  /// Starts, or starts anew, counted from now; resolution is a millisecond, rounded up.
  ///
  /// Does nothing after `close`.
  public func start(after delay: Duration, repeating period: Duration? = nil) {
    guard action != nil else { return }
    unsafe uv_update_time(LoopActor.executor.loop)
    unsafe require(
      uv_timer_start(handle, timerFired, delay.wholeMilliseconds, period.map { max(1, $0.wholeMilliseconds) } ?? 0),
      "start a timer")
  }

  /// Stops; `start` may follow.
  public func stop() {
    guard action != nil else { return }
    unsafe require(uv_timer_stop(handle), "stop a timer")
  }

  /// Stops for good and gives the handle back; closing twice does nothing.
  public func close() {
    guard action != nil else { return }
    action = nil
    unsafe uv_close(uv_handle(handle), timerClosed)
  }

  fileprivate func fire() { action?() }
}

private func timerFired(_ handle: UnsafeMutablePointer<uv_timer_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  let timer = unsafe Unmanaged<LoopTimer>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { LoopActor.executor.watched("a timer") { timer.fire() } }
}

private func timerClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<LoopTimer>.fromOpaque(data).release()
}
