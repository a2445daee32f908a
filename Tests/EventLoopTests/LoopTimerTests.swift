import EventLoop
import Glibc
import LoopTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct LoopTimerTests {
  @Test func firesInOrderOfDeadlines() async throws {
    try await onLoop {
      var log: [Int] = []
      let timers = [9, 3, 6].map { delay in
        let timer = LoopTimer { log.append(delay) }
        timer.start(after: .milliseconds(delay))
        return timer
      }
      await pause(.milliseconds(12))
      #expect(log == [3, 6, 9])
      timers.forEach { $0.close() }
    }
  }

  @Test func neverFiresEarly() async throws {
    try await onLoop {
      let begun = WallClock.monotonic
      await pause(.microseconds(2300))
      #expect(WallClock.monotonic - begun >= 2_300_000)
    }
  }

  @Test func repeatsUntilStopped() async throws {
    try await onLoop {
      var count = 0
      var timer: LoopTimer?
      await withCheckedContinuation { continuation in
        timer = LoopTimer {
          count += 1
          if count == 3 { continuation.resume() }
        }
        timer?.start(after: .zero, repeating: .milliseconds(1))
      }
      timer?.stop()
      #expect(timer?.isRunning == false)
      let seen = count
      await pause(.milliseconds(5))
      #expect(count == seen)
      timer?.close()
    }
  }

  @Test func closedTimerIsSilentAndFreedOnce() async throws {
    try await onLoop {
      var fired = false
      weak var watched: LoopTimer?
      do {
        let timer = LoopTimer { fired = true }
        watched = timer
        timer.start(after: .milliseconds(1))
        timer.close()
        timer.close()
        timer.start(after: .zero)
        timer.stop()
        #expect(!timer.isRunning)
      }
      await pause(.milliseconds(4))
      #expect(!fired)
      #expect(watched == nil)
    }
  }

  @Test func closesItselfFromItsAction() async throws {
    try await onLoop {
      var timer: LoopTimer?
      await withCheckedContinuation { continuation in
        timer = LoopTimer {
          timer?.close()
          continuation.resume()
        }
        timer?.start(after: .zero, repeating: .milliseconds(1))
      }
      #expect(timer?.isRunning == false)
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct LoopSignalTests {
  /// One test for all: signals are the process's, and the watchers of two tests would hear each other's.
  @Test func callsEveryWatcherUntilItIsClosed() async throws {
    try await onLoop {
      var log: [String] = []
      let first = LoopSignal(.user1) { log.append("first") }
      await heard { kill(getpid(), SIGUSR1) }
      // Another thread may take the signal, and tell one watcher after the other while the loop looks already.
      while log.isEmpty { await LoopActor.turn() }
      #expect(log == ["first"])
      first.close()
      first.close()
      await heard { kill(getpid(), SIGUSR1) }
      #expect(log == ["first"])
    }
  }

  /// Waits until a watcher of its own has heard the signal.
  @LoopActor private func heard(_ raise: () -> Void) async {
    var watcher: LoopSignal?
    await withCheckedContinuation { continuation in
      watcher = LoopSignal(.user1) {
        watcher?.close()
        continuation.resume()
      }
      raise()
    }
    await pause(.zero)
  }
}

@Suite(.timeLimit(.minutes(2))) struct WallClockTests {
  @Test func agreesWithTheSystem() {
    #expect(abs(WallClock.now / 1_000_000_000 - Int64(time(nil))) <= 1)
    let first = WallClock.monotonic
    #expect(WallClock.monotonic >= first)
  }
}

/// Lets the loop turn for that long.
@LoopActor func pause(_ duration: Duration) async {
  var timer: LoopTimer?
  await withCheckedContinuation { continuation in
    timer = LoopTimer { continuation.resume() }
    timer?.start(after: duration)
  }
  timer?.close()
}
