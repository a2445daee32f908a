internal import EventLoop

/// Sleepers of a life that is over, to be let go in slices.
@LoopActor final class AbandonedSleepers: Remains {
  /// How many are let go at once: to their ends it is about a millisecond's work.
  static let slice = 64
  private var rest: Sleepers

  init(_ sleepers: Sleepers) { rest = sleepers }

  /// Wakes up to `limit`, who then find that their life is over; answers whether any were left.
  func release(_ limit: Int) -> Bool {
    for released in 0..<limit {
      guard let sleeper = rest.removeAny() else { return released > 0 }
      sleeper.wake(.cancelled)
    }
    return true
  }

  func letGo() -> LettingGo { release(Self.slice) ? .isFollowed : .isDone }
}
