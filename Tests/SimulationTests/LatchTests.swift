import EventLoop
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct LatchTests {
  @LoopActor private final class Log { var lines: [String] = [] }

  @Test func whoWaitsGoesOnWhenItIsOpenedAndWhoComesLaterAtOnce() async throws {
    try await onLoop {
      let sandbox = Sandbox(Sandbox.Plan(name: "latch", clock: .manual(at: Instant(unixSeconds: 0))))
      let log = Log()
      let latch = Latch()
      for name in ["a", "b"] {
        sandbox.start { flow throws(CancellationError) in
          try await flow.wait(for: latch)
          log.lines.append(name)
        }
      }
      await LoopActor.executor.settle()
      #expect(log.lines == [])
      latch.open()
      await LoopActor.executor.settle()
      #expect(log.lines == ["a", "b"])
      await latch.opening(in: sandbox)
      #expect(sandbox.clock.sleeping == 0)
    }
  }

  @Test func theEndOfALifeEndsEachWaitAndNothingFollows() async throws {
    try await onLoop {
      let sandbox = Sandbox(Sandbox.Plan(name: "latch", clock: .manual(at: Instant(unixSeconds: 0))))
      let log = Log()
      let latch = Latch()
      sandbox.start { flow throws(CancellationError) in
        do throws(CancellationError) {
          try await flow.wait(for: latch)
          log.lines.append("went on")
        } catch {
          log.lines.append("cancelled")
          throw error
        }
      }
      LoopActor.start {
        await latch.opening(in: sandbox)
        log.lines.append("over")
      }
      await LoopActor.executor.settle()
      _ = sandbox.endLife()
      await LoopActor.executor.settle()
      #expect(log.lines == ["cancelled", "over"])
    }
  }
}
