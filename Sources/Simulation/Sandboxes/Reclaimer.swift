internal import EventLoop

/// Lets go what is left of lives that are over, in slices, so that requests have their turn between two of them.
///
/// A slice takes a tenth of each millisecond, and more the more is waiting. Where the loop was busy when a slice was due,
/// requests may be waiting: they go first, for a few slices, which the next one makes up for.
@LoopActor final class Reclaimer {
  /// How long a slice lasts, in nanoseconds, for each of those that wait.
  private static let slice: Int64 = 100_000
  private static let longestSlice: Int64 = 1_000_000
  /// By how much a slice is late that finds the loop busy; timers are exact to a millisecond.
  private static let lateness: Int64 = 2_000_000
  private static let patience: Int64 = 4

  private var waiting: [any Remains] = []
  private var timer: LoopTimer?
  /// When the next slice is due.
  private var due: Int64 = 0
  /// How many slices in a row were put off.
  private var putOff: Int64 = 0

  /// Takes over what is left; the caller keeps no copy, and what is taken last is let go first.
  func take(_ remains: [any Remains]) {
    waiting += remains
    guard timer == nil, !waiting.isEmpty else { return }
    due = WallClock.monotonic + 1_000_000
    timer = LoopTimer { [self] in comeDue() }
    timer?.start(after: .milliseconds(1), repeating: .milliseconds(1))
  }

  private func comeDue() {
    guard !waiting.isEmpty else {
      timer?.close()
      timer = nil
      return
    }
    let now = WallClock.monotonic
    if now - due > Self.lateness, putOff < Self.patience {
      putOff += 1
      due = now + 1_000_000
      return
    }
    freeSlice(until: now + min(Self.slice * (Int64(waiting.count) + putOff), Self.longestSlice))
    putOff = 0
    due = WallClock.monotonic + 1_000_000
  }

  private func freeSlice(until end: Int64) {
    repeat {
      guard let last = waiting.indices.last else { return }
      switch waiting[last].letGo() {
      case .goesOn: break
      case .isFollowed: return
      case .isDone: waiting.removeLast()
      }
    } while WallClock.monotonic < end
  }
}
