internal import EventLoop

/// Frees worlds that nobody uses any more, and lets sleepers go whose life is over: a slice a millisecond, so that requests
/// have their turn between two slices.
@LoopActor final class WorldReclaimer {
  /// How many records go at once: a fraction of a millisecond's work.
  private static let slice = 300
  private var waiting: [World] = []
  private var sleepers: [AbandonedSleepers] = []
  private var timer: LoopTimer?

  /// Takes a world over; the caller keeps no copy.
  func take(_ world: World) {
    waiting.append(world)
    begin()
  }

  /// Takes over who slept in a life that is over.
  func take(_ abandoned: AbandonedSleepers) {
    guard abandoned.release(Self.slice) else { return }
    sleepers.append(abandoned)
    begin()
  }

  private func begin() {
    guard timer == nil else { return }
    timer = LoopTimer { [self] in freeSlice() }
    timer?.start(after: .milliseconds(1), repeating: .milliseconds(1))
  }

  private func freeSlice() {
    if let last = sleepers.last {
      if !last.release(Self.slice) { sleepers.removeLast() }
    } else if let last = waiting.indices.last {
      if !waiting[last].discard(Self.slice) { waiting.removeLast() }
    } else {
      timer?.close()
      timer = nil
    }
  }
}
