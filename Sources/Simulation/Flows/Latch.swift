public import EventLoop

/// What one waits for and another brings about, at a time that nobody knows beforehand: a slot that becomes free, a call that
/// is answered.
///
/// The clock knows nothing of who waits here: it moves on for those who sleep.
@LoopActor public final class Latch {
  /// Whether it was opened.
  public private(set) var isOpen = false
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  private var arrivals = 0

  /// A latch that is closed.
  public init() {}

  /// Lets all go on who wait, and who comes later; for good.
  public func open() {
    isOpen = true
    let all = waiting.sorted { $0.key < $1.key }
    waiting = [:]
    for waiter in all { waiter.value.resume() }
  }

  /// Comes back once it is open, the life of the sandbox is over, or the task is cancelled.
  public func opening(in sandbox: Sandbox) async {
    guard !isOpen, !Task.isCancelled else { return }
    let life = sandbox.life
    life.keep(self)
    arrivals += 1
    let place = arrivals
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiting[place] = $0 }
    } onCancel: {
      LoopActor.perform { [self] in waiting.removeValue(forKey: place)?.resume() }
    }
    if waiting.isEmpty { life.forget(self) }
  }
}

extension Flow {
  /// Waits until somebody opens the latch; unlike a sleep this takes no part in the order of the clock.
  public func wait(for latch: Latch) async throws(CancellationError) {
    guard !isOver else { throw CancellationError() }
    await latch.opening(in: sandbox)
    guard !isOver else { throw CancellationError() }
  }
}
