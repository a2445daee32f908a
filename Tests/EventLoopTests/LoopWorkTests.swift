import EventLoop
import LoopTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct LoopWorkTests {
  @Test func workIsDoneElsewhereAndAnsweredOnTheLoop() async throws {
    try await onLoop {
      let elsewhere = await LoopActor.offLoop { LoopActor.executor.isIsolatingCurrentContext() }
      #expect(elsewhere == false)
      LoopActor.executor.checkIsolated()
    }
  }

  @Test func theLoopGoesOnMeanwhile() async throws {
    try await onLoop {
      let gate = Gate()
      // Only a job that runs on the loop lets the work end.
      LoopActor.start { gate.isOpen.store(true, ordering: .releasing) }
      let turns = await LoopActor.offLoop {
        var turns = 0
        while !gate.isOpen.load(ordering: .acquiring), turns < 4_000_000_000 { turns += 1 }
        return turns
      }
      #expect(turns < 4_000_000_000)
    }
  }

  @Test func manyAtOnceAllEnd() async throws {
    try await onLoop {
      let tasks = (0..<100).map { number in
        let total = Total()
        return (LoopActor.start { total.value = await LoopActor.offLoop { number } }, total)
      }
      var sum = 0
      for (task, total) in tasks {
        await task.value
        sum += total.value
      }
      #expect(sum == 4_950)
    }
  }

  @LoopActor private final class Total { var value = 0 }
  private final class Gate: Sendable { let isOpen = Atomic(false) }
}
