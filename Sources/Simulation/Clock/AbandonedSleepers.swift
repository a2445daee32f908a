internal import EventLoop

/// Sleepers of a life that is over, to be let go in slices.
@LoopActor final class AbandonedSleepers {
  private var rest: [Sleeper]

  init(_ sleepers: [Sleeper]) { rest = sleepers }

  /// Wakes up to `limit`, who then find that their life is over; answers whether any were left.
  func release(_ limit: Int) -> Bool {
    if rest.isEmpty { return false }
    for sleeper in rest.suffix(limit) { sleeper.wake(.cancelled) }
    rest.removeLast(min(limit, rest.count))
    return true
  }
}
