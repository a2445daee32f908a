public import EventLoop

/// Wakes sleepers before their time: somebody hangs up while others sleep to the end of a sentence.
@LoopActor public final class Bell {
  /// Whether it was rung.
  public private(set) var isRung = false
  private var listeners: [(sleeper: Sleeper, clock: SimulationClock)] = []

  /// A bell that was not rung yet.
  public init() {}

  /// Rings; who sleeps by it wakes now, the first to lie down first, and who comes later does not sleep at all.
  public func ring() {
    guard !isRung else { return }
    isRung = true
    for (sleeper, clock) in listeners { clock.wake(sleeper, .rung) }
    listeners = []
  }

  func listen(_ sleeper: Sleeper, on clock: SimulationClock) { listeners.append((sleeper, clock)) }
  func forget(_ sleeper: Sleeper) { listeners.removeAll { $0.sleeper === sleeper } }
}
