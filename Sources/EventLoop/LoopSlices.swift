/// Long work on the loop, cut into slices: between two of them sockets, signals and timers have their turn.
///
/// The work is a function that does one step and tells about how many bytes it looked at; nil says that nothing is left.
@LoopActor public enum LoopSlices {
  /// How long one slice holds the loop, in nanoseconds.
  private static let length: Int64 = 3_000_000
  /// How many bytes are looked at before anybody else has his turn.
  private static let small = 512 << 10
  /// What a step costs beside its bytes.
  private static let stepCost = 1_024

  /// Works for as long as nobody is kept waiting; false says that something is left.
  public static func begin<E: Error>(_ step: () throws(E) -> Int?) throws(E) -> Bool {
    var done = 0
    while done < small {
      guard let bytes = try step() else { return true }
      done += bytes + stepCost
    }
    return false
  }

  /// Works until nothing is left.
  public static func finish<E: Error>(_ step: () throws(E) -> Int?) async throws(E) {
    var end = WallClock.monotonic + length
    while try step() != nil {
      guard WallClock.monotonic >= end else { continue }
      await LoopActor.turn()
      end = WallClock.monotonic + length
    }
  }
}

extension LoopActor {
  /// Comes back after the loop has looked for sockets, signals and timers once.
  ///
  /// `Task.yield()` does not: what yields is ready again before the loop polls.
  @LoopActor public static func turn() async { await pause(for: .zero) }

  /// Comes back after some real time.
  @LoopActor public static func pause(for time: Duration) async {
    let box = TimerBox()
    await withCheckedContinuation { continuation in
      let timer = LoopTimer {
        box.timer?.close()
        box.timer = nil
        continuation.resume()
      }
      box.timer = timer
      timer.start(after: time)
    }
  }

  /// Lets a timer close itself.
  @LoopActor private final class TimerBox {
    var timer: LoopTimer?
  }
}
