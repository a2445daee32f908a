import EventLoop
import Glibc
import LoopTestSupport
import Testing

/// Serialized: the loop has one watchdog, and tests of other suites hold the loop as well.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LoopWatchdogTests {
  /// Uses the processor for so many milliseconds.
  @LoopActor private static func work(_ milliseconds: Int) {
    let end = processorTime + milliseconds * 1_000_000
    while processorTime < end {}
  }

  private static var processorTime: Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// What is reported while the loop does this, and turns twice.
  @LoopActor private static func holds(
    by measure: LoopWatchdog.Measure = .processor, _ body: @LoopActor () async -> Void
  ) async -> [LoopWatchdog.Hold] {
    var holds: [LoopWatchdog.Hold] = []
    LoopWatchdog.start(threshold: .milliseconds(25), by: measure) { holds.append($0) }
    await body()
    await LoopActor.turn()
    await LoopActor.turn()
    LoopWatchdog.stop()
    return holds
  }

  @Test func namesWhatTookLongestInOneJob() async throws {
    try await onLoop {
      let holds = await Self.holds {
        LoopActor.start {
          LoopWatchdog.note("short one")
          Self.work(5)
          LoopWatchdog.note("long one")
          Self.work(60)
          LoopWatchdog.note("short again")
        }
      }
      let hold = try #require(holds.first { $0.operation == "long one" })
      #expect(hold.processor > .milliseconds(40) && hold.elapsed >= hold.processor - .milliseconds(1))
      #expect(hold.description.hasPrefix("held ") && hold.description.hasSuffix(": long one"))
    }
  }

  @Test func seesTimers() async throws {
    try await onLoop {
      let timer = LoopTimer { Self.work(60) }
      let holds = await Self.holds {
        timer.start(after: .zero)
        await LoopActor.turn()
      }
      timer.close()
      #expect(holds.contains { $0.operation == "a timer" })
    }
  }

  @Test func saysNothingOfSlices() async throws {
    try await onLoop {
      let holds = await Self.holds {
        LoopActor.start {
          for _ in 0..<20 {
            LoopWatchdog.note("a slice")
            Self.work(4)
            await Task.yield()
          }
        }
      }
      #expect(!holds.contains { $0.operation == "a slice" })
    }
  }

  @Test func doesNothingWhileItIsOff() async throws {
    try await onLoop {
      #expect(!LoopWatchdog.isOn)
      var hasAsked = false
      func name() -> String {
        hasAsked = true
        return ""
      }
      LoopWatchdog.note(name())
      #expect(!hasAsked && LoopWatchdog.count == 0)
    }
  }

  /// What yields after a slice lets sockets have their turn: a drain ends when its time is over.
  @Test func aTaskThatYieldsDoesNotKeepTheLoopFromTimers() async throws {
    try await onLoop {
      var isOver = false
      var turns = 0
      let timer = LoopTimer { turns += 1 }
      timer.start(after: .milliseconds(1), repeating: .milliseconds(1))
      LoopActor.start {
        for _ in 0..<30 {
          Self.work(4)
          await Task.yield()
        }
        isOver = true
      }
      while !isOver { await Task.yield() }
      timer.close()
      #expect(turns >= 10)
    }
  }
}
