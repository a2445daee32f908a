internal import Bytes
internal import CLibuv

/// Owns one libuv file poll; calls its action on the loop when a file has changed, appeared or gone.
///
/// The path is looked at every so often, since editors replace a file rather than write into it. The handle keeps the watch
/// alive until `close`, which every owner has to call.
@LoopActor @safe public final class FileWatch {
  nonisolated(unsafe) private let handle: UnsafeMutablePointer<uv_fs_poll_t> = .allocate(capacity: 1)
  private var action: (@LoopActor () -> Void)?

  /// Watches from now on; `every` is how often the file is looked at.
  public init(_ path: String, every period: Duration, _ action: @escaping @LoopActor () -> Void) {
    self.action = action
    unsafe require(uv_fs_poll_init(LoopActor.executor.loop, handle), "make a file watch")
    // Balanced in `watchClosed`.
    unsafe handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    unsafe require(
      uv_fs_poll_start(handle, fileChanged, path, UInt32(clamping: max(1, period.wholeMilliseconds))), "watch a file")
  }

  // The handle holds a reference until libuv has let go of it, so this cannot run before.
  deinit { unsafe handle.deallocate() }

  /// Stops watching and gives the handle back; closing twice does nothing.
  public func close() {
    guard action != nil else { return }
    action = nil
    unsafe uv_close(uv_handle(handle), watchClosed)
  }

  fileprivate func change() { action?() }
}

private func fileChanged(
  _ handle: UnsafeMutablePointer<uv_fs_poll_t>?, _ status: Int32, _ previous: UnsafePointer<uv_stat_t>?,
  _ current: UnsafePointer<uv_stat_t>?
) {
  guard let data = unsafe handle?.pointee.data else { return }
  let watch = unsafe Unmanaged<FileWatch>.fromOpaque(data).takeUnretainedValue()
  LoopActor.assumeIsolated { LoopActor.executor.watched("a file that changed") { watch.change() } }
}

private func watchClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
  guard let data = unsafe handle?.pointee.data else { return }
  unsafe Unmanaged<FileWatch>.fromOpaque(data).release()
}
