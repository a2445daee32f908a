import EventLoop
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct ReclaimerTests {
  @LoopActor final class Log {
    var lines: [String] = []
    var ended = 0
  }

  /// Remains that are gone after so many steps, and say so.
  @LoopActor final class Rest: Remains {
    private let name: String
    private var left: Int
    private let step: LettingGo
    private let log: Log
    private let ended: () -> Void

    init(_ name: String, _ count: Int, step: LettingGo = .goesOn, _ log: Log, ended: @escaping () -> Void = {}) {
      self.name = name
      left = count
      self.step = step
      self.log = log
      self.ended = ended
    }

    func letGo() -> LettingGo {
      guard left == 0 else {
        left -= 1
        return step
      }
      log.lines.append(name)
      ended()
      return .isDone
    }
  }

  @Test func allThatWasTakenGoesTheLastFirstAndLater() async throws {
    try await onLoop {
      let log = Log()
      let reclaimer = Reclaimer()
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        reclaimer.take([
          Rest("world", 5_000, log) { done.resume() }, Rest("tapes", 3, log),
          Rest("sleepers", 4, step: .isFollowed, log),
        ])
        #expect(log.lines.isEmpty)
      }
      #expect(log.lines == ["sleepers", "tapes", "world"])
    }
  }

  @Test func whatALifeHoldsIsLetGoBehindItsEnd() async throws {
    try await onLoop {
      let log = Log()
      let registry = SandboxRegistry()
      let sandbox = try registry.create(Sandbox.Plan(name: "a"))
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        _ = sandbox.life.belonging(Rest.self) { Rest("lines", 100, log) { done.resume() } }
        #expect(throws: Never.self) { try registry.reset("a") }
        #expect(log.lines.isEmpty)
      }
      #expect(log.lines == ["lines"])
    }
  }

  @Test func allWhoSleepComeToTheirEndsAndNobodyGoesOn() async throws {
    try await onLoop {
      let log = Log()
      let registry = SandboxRegistry()
      let sandbox = try registry.create(Sandbox.Plan(name: "a", clock: ClockSetting(.manual)))
      let count = 5 * AbandonedSleepers.slice
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        for number in 0..<count {
          sandbox.start { flow throws(CancellationError) in
            defer {
              log.ended += 1
              if log.ended == count { done.resume() }
            }
            try await flow.sleep(until: flow.now + .seconds(60 + number), for: Purpose("waking"))
            log.lines.append("went on")
          }
        }
        LoopActor.start {
          #expect(sandbox.clock.sleeping == count)
          #expect(throws: Never.self) { try registry.reset("a") }
          #expect(sandbox.clock.sleeping == 0)
        }
      }
      #expect(log.lines.isEmpty)
    }
  }
}
