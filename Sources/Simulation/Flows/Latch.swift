public import EventLoop

/// What one waits for and another brings about, at a time that nobody knows beforehand: a slot that becomes free, a call that
/// is answered.
///
/// The clock knows nothing of who waits here: it moves on for those who sleep.
@LoopActor public final class Latch {
  /// Whether it was opened.
  public private(set) var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// A latch that is closed.
  public init() {}

  /// Lets all go on who wait, and who comes later; for good.
  public func open() {
    isOpen = true
    for waiter in waiting { waiter.resume() }
    waiting = []
  }

  /// Comes back once it is open, or the life of the sandbox is over.
  public func opening(in sandbox: Sandbox) async {
    guard !isOpen else { return }
    let life = sandbox.life
    life.keep(self)
    defer { life.forget(self) }
    await withCheckedContinuation { waiting.append($0) }
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
