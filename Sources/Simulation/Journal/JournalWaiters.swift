internal import EventLoop

/// Those who wait for something to be written into a journal.
@LoopActor final class JournalWaiters {
  /// One who waits.
  @LoopActor private final class Waiter {
    private var resume: CheckedContinuation<Void, Never>?
    private var timer: LoopTimer?

    nonisolated init() {}

    func begin(_ continuation: CheckedContinuation<Void, Never>, _ time: Duration) {
      resume = continuation
      timer = LoopTimer { [self] in finish() }
      timer?.start(after: time)
    }

    func finish() {
      timer?.close()
      timer = nil
      resume?.resume()
      resume = nil
    }
  }

  private let waiters = HotState<[Waiter]>([])

  nonisolated init() {}

  var count: Int { waiters.value.count }

  /// Lets everybody go on who waits now.
  func wake() {
    if waiters.value.isEmpty { return }
    let woken = waiters.value
    waiters.value = []
    for waiter in woken { waiter.finish() }
  }

  /// Comes back at the next `wake`, after `time`, or when the task is cancelled.
  func wait(_ time: Duration) async {
    let waiter = Waiter()
    await withTaskCancellationHandler {
      // A task can be cancelled before it gets here, and then nobody would finish the waiter.
      if Task.isCancelled { return }
      waiters.value.append(waiter)
      await withCheckedContinuation { waiter.begin($0, time) }
      waiters.value.removeAll { $0 === waiter }
    } onCancel: {
      LoopActor.perform { waiter.finish() }
    }
  }
}
