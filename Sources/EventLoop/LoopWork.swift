internal import CLibuv

extension LoopActor {
  /// Does work that takes long on a thread of libuv's pool and answers what it made; the loop goes on meanwhile.
  @LoopActor public static func offLoop<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
      LoopWork.begin { [continuation] in
        let made = work()
        return { continuation.resume(returning: made) }
      }
    }
  }
}

/// Owns one libuv work request from the call to its end.
///
/// `@unchecked Sendable`: the pool's thread writes `finish` before libuv hands the request back to the loop, which alone
/// reads it.
@safe private final class LoopWork: @unchecked Sendable {
  private let request: UnsafeMutablePointer<uv_work_t> = .allocate(capacity: 1)
  private let work: @Sendable () -> (@Sendable () -> Void)
  private var finish: (@Sendable () -> Void)?

  private init(_ work: @escaping @Sendable () -> (@Sendable () -> Void)) { self.work = work }

  deinit { unsafe request.deallocate() }

  @LoopActor static func begin(_ work: @escaping @Sendable () -> (@Sendable () -> Void)) {
    let own = LoopWork(work)
    // Balanced in `workDone`.
    unsafe own.request.pointee.data = Unmanaged.passRetained(own).toOpaque()
    unsafe require(uv_queue_work(LoopActor.executor.loop, own.request, runWork, workDone), "queue work")
  }

  func run() { finish = work() }
  func end() { finish?() }
}

private func runWork(_ request: UnsafeMutablePointer<uv_work_t>?) {
  guard let data = unsafe request?.pointee.data else { return }
  unsafe Unmanaged<LoopWork>.fromOpaque(data).takeUnretainedValue().run()
}

private func workDone(_ request: UnsafeMutablePointer<uv_work_t>?, _ status: Int32) {
  guard let data = unsafe request?.pointee.data else { return }
  unsafe Unmanaged<LoopWork>.fromOpaque(data).takeRetainedValue().end()
}
