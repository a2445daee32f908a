import EventLoop
import Glibc
import LoopTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct LoopExecutorTests {
  @Test func runsTasksInTheOrderOfTheirStart() async throws {
    try await onLoop {
      var log: [Int] = []
      for number in 0..<1000 { LoopActor.start { log.append(number) } }
      await LoopActor.executor.settle()
      #expect(log == Array(0..<1000))
    }
  }

  @Test func startedTaskDoesNotBeginInItsCaller() async throws {
    try await onLoop {
      var hasRun = false
      LoopActor.start { hasRun = true }
      #expect(!hasRun)
      await LoopActor.executor.settle()
      #expect(hasRun)
    }
  }

  @Test func settlesAfterEverythingThatFollows() async throws {
    try await onLoop {
      var depth = 0
      @LoopActor func dig() {
        depth += 1
        if depth < 50 { LoopActor.start { dig() } }
      }
      LoopActor.start { dig() }
      await LoopActor.executor.settle()
      #expect(depth == 50)
    }
  }

  @Test func twoTasksInterleaveTheSameWayEachTime() async throws {
    try await onLoop {
      var logs: Set<String> = []
      for _ in 0..<200 {
        var log = ""
        for name in ["a", "b"] {
          LoopActor.start {
            for _ in 0..<3 {
              log += name
              await Task.yield()
            }
          }
        }
        await LoopActor.executor.settle()
        logs.insert(log)
      }
      #expect(logs == ["ababab"])
    }
  }

  @Test func cancelledTaskStillRunsAndKnows() async throws {
    try await onLoop {
      var seen: [Bool] = []
      let task = LoopActor.start { seen.append(Task.isCancelled) }
      task.cancel()
      await task.value
      #expect(seen == [true])
    }
  }

  @Test func cancellingWakesASuspendedTaskOnTheLoop() async throws {
    try await onLoop {
      var wasOnLoop: Bool?
      let task = LoopActor.start {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        await withTaskCancellationHandler {
          for await _ in stream {}
          wasOnLoop = LoopActor.executor.isIsolatingCurrentContext()
        } onCancel: {
          continuation.finish()
        }
      }
      await LoopActor.executor.settle()
      #expect(wasOnLoop == nil)
      task.cancel()
      await task.value
      #expect(wasOnLoop == true)
    }
  }

  @Test func jobsFromManyThreadsAllArrive() async throws {
    LoopThread.startOnce()
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { await counter.add() } }
      }
    }
    #expect(await counter.count == 4000)
    #expect(await counter.offLoop == 0)
  }

  @Test func codeAfterAnAwaitIsBackOnTheLoop() async throws {
    try await onLoop {
      let before = pthread_self()
      let elsewhere = await Elsewhere().thread()
      #expect(pthread_self() == before)
      #expect(elsewhere != before)
    }
  }

  @Test func floodOfJobsDoesNotStarveATimer() async throws {
    try await onLoop {
      var fired = 0
      let timer = LoopTimer { fired += 1 }
      timer.start(after: .milliseconds(1), repeating: .milliseconds(1))
      // The queue is never empty, so without a budget the timer would wait for the end of all time given here.
      LoopActor.start {
        let end = WallClock.monotonic + 10_000_000_000
        while fired < 5, WallClock.monotonic < end { await Task.yield() }
      }
      await LoopActor.executor.settle()
      #expect(fired >= 5)
      timer.close()
    }
  }

  @Test func entersTheActorFromACallback() async throws {
    try await onLoop {
      let value = LoopActor.assumeIsolated { 7 }
      #expect(value == 7)
    }
  }
}

@LoopActor private final class Counter {
  private(set) var count = 0
  private(set) var offLoop = 0
  nonisolated init() {}
  func add() {
    count += 1
    if LoopActor.executor.isIsolatingCurrentContext() != true { offLoop += 1 }
  }
}

/// Runs on the main thread, which is never the loop's in a test process.
@MainActor private struct Elsewhere {
  nonisolated init() {}
  func thread() -> pthread_t { pthread_self() }
}
