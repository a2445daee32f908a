import EventLoop
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct SimulationClockTests {
  static let noon = Instant(unixSeconds: 1_784_635_200)

  /// A clock, and what was noted on it: `name@seconds after noon`.
  @LoopActor final class Diary {
    let clock: SimulationClock
    private(set) var lines: [String] = []

    init(_ mode: ClockSetting.Mode = .manual) { clock = SimulationClock(ClockSetting(mode, at: noon)) }

    func write(_ name: String) {
      let seconds = Double(clock.now.nanoseconds - noon.nanoseconds) / 1e9
      lines.append("\(name)@\(seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds))")
    }

    /// Somebody who sleeps until so many seconds after noon, and then writes.
    @discardableResult
    func sleeper(
      _ name: String, _ second: Int, or bell: Bell? = nil, then: @escaping @LoopActor @Sendable () async -> Void = {}
    )
      -> Task<Void, Never>
    {
      LoopActor.start { [self] in
        let waking = await clock.sleep(until: noon + .seconds(second), or: bell, for: Purpose("trial", of: name))
        write(waking == .due ? name : "\(name) \(waking)")
        await then()
      }
    }
  }

  @Test func aManualClockMovesOnAdvanceOnly() async throws {
    try await onLoop {
      let diary = Diary()
      diary.sleeper("a", 10)
      diary.sleeper("b", 5)
      await LoopActor.executor.settle()
      #expect(diary.lines.isEmpty && diary.clock.now == Self.noon && diary.clock.sleeping == 2)
      #expect(diary.clock.scheduled(limit: 1).map(\.purpose.description) == ["trial of b"])
      let arrived = await diary.clock.advance(to: Self.noon + .seconds(7))
      #expect(arrived && diary.lines == ["b@5"] && diary.clock.now == Self.noon + .seconds(7))
      await diary.clock.advance(.by(.seconds(3)))
      #expect(diary.lines == ["b@5", "a@10"] && diary.clock.isIdle)
    }
  }

  @Test func whatIsDueAtOneInstantHappensInTheOrderOfScheduling() async throws {
    try await onLoop {
      let diary = Diary()
      for name in ["a", "b", "c"] {
        diary.sleeper(name, 5) {
          await Task.yield()
          diary.write("after \(name)")
          // An instant that is past stands for now, behind all that is due now.
          diary.sleeper("late \(name)", 1)
        }
      }
      await diary.clock.advance(to: Self.noon + .seconds(5))
      #expect(
        diary.lines == [
          "a@5", "after a@5", "b@5", "after b@5", "c@5", "after c@5", "late a@5", "late b@5", "late c@5",
        ])
    }
  }

  @Test func idleGoesToTheLastEventOrToTheHorizon() async throws {
    try await onLoop {
      let diary = Diary()
      diary.sleeper("near", 60)
      diary.sleeper("far", 200_000)
      #expect(await diary.clock.advanceUntilIdle(within: .seconds(86_400)))
      #expect(diary.lines == ["near@60"] && diary.clock.now == Self.noon + .seconds(86_400))
      #expect(diary.clock.scheduled(limit: 9).map(\.time) == [Self.noon + .seconds(200_000)])
      // Who calls again gets further.
      await diary.clock.advanceUntilIdle(within: .seconds(86_400))
      await diary.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(diary.clock.now == Self.noon + .seconds(200_000) && diary.clock.isIdle)
    }
  }

  @Test func whoSleepsForEverWaitsForHisBell() async throws {
    try await onLoop {
      let diary = Diary()
      let bell = Bell()
      for name in ["a", "b"] {
        LoopActor.start {
          let waking = await diary.clock.sleep(
            until: Instant(nanoseconds: .max), or: bell, for: Purpose("the bell"))
          diary.write("\(name) \(waking)")
        }
      }
      #expect(await diary.clock.advanceUntilIdle(within: .seconds(60)))
      #expect(diary.lines.isEmpty && diary.clock.now == Self.noon)
      diary.clock.change(to: ClockSetting(.auto(quiet: .zero)))
      bell.ring()
      bell.ring()
      await LoopActor.executor.settle()
      #expect(diary.lines == ["a rung@0", "b rung@0"] && diary.clock.isIdle)
      #expect(await diary.clock.sleep(until: Self.noon + .seconds(9), or: bell, for: Purpose("x")) == .rung)
    }
  }

  @Test func theOrderOutlivesManyWhoAreWokenBeforeTheirTime() async throws {
    try await onLoop {
      let diary = Diary()
      let bell = Bell()
      for number in 1...200 {
        diary.sleeper("early", 1_000 - number, or: bell)
        if number % 10 == 0 { diary.sleeper("\(number)", 300 - number) }
      }
      await LoopActor.executor.settle()
      bell.ring()
      await diary.clock.advanceUntilIdle(within: .seconds(86_400))
      let numbers = stride(from: 200, through: 10, by: -10).map { "\($0)@\(300 - $0)" }
      #expect(diary.lines == Array(repeating: "early rung@0", count: 200) + numbers)
    }
  }

  @Test func twoAdvancesGoOneBehindTheOther() async throws {
    try await onLoop {
      let diary = Diary()
      diary.sleeper("a", 5)
      diary.sleeper("b", 15)
      async let first = diary.clock.advance(.by(.seconds(10)))
      async let second = diary.clock.advance(.by(.seconds(10)))
      async let third = diary.clock.advance(.to(Self.noon + .seconds(1)))
      #expect(await [first, second, third] == [true, true, true])
      #expect(diary.lines == ["a@5", "b@15"] && diary.clock.now == Self.noon + .seconds(20))
    }
  }

  @Test func aChangeOfModeEndsAdvancesAndLetsSleepersSleep() async throws {
    try await onLoop {
      let diary = Diary()
      diary.sleeper("a", 5) { diary.clock.change(to: ClockSetting(.real(speed: 0.1))) }
      diary.sleeper("b", 9_000)
      async let first = diary.clock.advance(.by(.seconds(10_000)))
      async let second = diary.clock.advanceUntilIdle(within: .seconds(86_400))
      #expect(await [first, second] == [false, false])
      #expect(diary.lines == ["a@5"] && diary.clock.sleeping == 1)
      #expect(await diary.clock.advance(.by(.seconds(1))) == false, "a clock that goes by itself is not moved")
      #expect(diary.clock.now < Self.noon + .seconds(600))
      diary.clock.close()
    }
  }

  @Test func aCancelledSleeperNeverHangs() async throws {
    try await onLoop {
      let diary = Diary()
      diary.sleeper("before it ran", 5).cancel()
      let asleep = diary.sleeper("asleep", 5)
      let waking = diary.sleeper("waking", 5)
      diary.sleeper("canceller", 3) {
        asleep.cancel()
        asleep.cancel()
      }
      await diary.clock.advance(to: Self.noon + .seconds(4))
      #expect(diary.lines == ["before it ran cancelled@0", "canceller@3", "asleep cancelled@3"])
      LoopActor.start {
        _ = await diary.clock.advance(to: Self.noon + .seconds(5))
      }
      diary.sleeper("first", 5)
      await LoopActor.executor.settle()
      await LoopActor.executor.settle()
      waking.cancel()
      await diary.clock.advance(to: Self.noon + .seconds(6))
      #expect(diary.lines.dropFirst(3).count == 2 && diary.clock.isIdle)
    }
  }

  @Test func aTimeIsTakenAsFarAsWhatIsUnderWayAllows() async throws {
    try await onLoop {
      let diary = Diary()
      diary.clock.change(to: .manual(at: Self.noon + .seconds(-60)))
      #expect(diary.clock.now == Self.noon + .seconds(-60), "nothing is under way")
      diary.sleeper("a", 60)
      await LoopActor.executor.settle()
      diary.clock.change(to: .manual(at: Self.noon + .seconds(-90)))
      #expect(diary.clock.now == Self.noon + .seconds(-60))
      diary.clock.change(to: .manual(at: Self.noon + .seconds(90)))
      #expect(diary.clock.now == Self.noon + .seconds(60) && diary.lines.isEmpty)
      await diary.clock.advance(.by(.zero))
      #expect(diary.lines == ["a@60"])
    }
  }

  @Test func anAutomaticClockJumpsOnceNoRequestHasComeForAWhile() async throws {
    try await onLoop {
      let diary = Diary(.auto(quiet: .milliseconds(30)))
      let began = WallClock.monotonic
      diary.clock.noteRequest(at: began)
      await withCheckedContinuation { done in
        diary.sleeper("a", 86_400)
        diary.sleeper("b", 864_000) { done.resume() }
      }
      #expect(diary.lines == ["a@86400", "b@864000"])
      #expect(WallClock.monotonic - began >= 30_000_000)
      diary.clock.close()
    }
  }

  @Test func anAdvanceComesBetweenTheStepsOfAnAutomaticClock() async throws {
    try await onLoop {
      let diary = Diary(.auto(quiet: .zero))
      for second in 1...1_000 {
        diary.sleeper("x", second) {
          if second == 10 {
            LoopActor.start {
              await diary.clock.advance(.by(.seconds(5)))
              diary.write("advanced")
            }
          }
        }
      }
      await withCheckedContinuation { done in diary.sleeper("end", 1_001) { done.resume() } }
      #expect(diary.lines[15] == "advanced@15" && diary.lines.last == "end@1001")
      diary.clock.close()
    }
  }

  @Test(arguments: [(10_000.0, 30), (100.0, 1), (0.1, 0)]) func aRealClockGoesAtItsSpeed(speed: Double, second: Int)
    async throws
  {
    try await onLoop {
      let before = WallClock.monotonic
      let diary = Diary(.real(speed: speed))
      let began = WallClock.monotonic
      await withCheckedContinuation { done in
        LoopActor.start {
          let deadline = Self.noon + .seconds(second) + .milliseconds(1)
          #expect(await diary.clock.sleep(until: deadline, for: Purpose("x")) == .due)
          #expect(diary.clock.now >= deadline)
          done.resume()
        }
      }
      let passed = Double(WallClock.monotonic - began) * speed
      #expect(passed >= Double(second) * 1e9)
      diary.clock.change(to: ClockSetting(.manual))
      let most = Double(WallClock.monotonic - before) * speed / 1e9
      #expect(diary.clock.now >= Self.noon + .seconds(second))
      #expect(diary.clock.now <= Self.noon + .seconds(most.rounded(.up)))
      diary.clock.close()
    }
  }

  @Test func aFastClockStopsAtTheEndOfTheRange() async throws {
    try await onLoop {
      let clock = SimulationClock(ClockSetting(.real(speed: 10_000), at: Instant(nanoseconds: .max - 1)))
      while clock.now != Instant(nanoseconds: .max) { await Task.yield() }
      #expect(clock.now + .seconds(1) == clock.now)
    }
  }

  @Test func theModesKeepTheTimeAndARestartDoesNot() async throws {
    try await onLoop {
      let clock = SimulationClock()
      #expect(clock.setting == .real)
      clock.change(to: .real)
      #expect(clock.setting == .real, "it goes as the wall clock does, as before")
      clock.change(to: ClockSetting(.manual))
      await clock.advance(.by(.seconds(3_600)))
      clock.change(to: .real)
      #expect(clock.now.nanoseconds > WallClock.now + 3_000_000_000_000)
      clock.begin(.real)
      #expect(abs(clock.now.nanoseconds - WallClock.now) < 1_000_000_000 && clock.setting == .real)
    }
  }

  @Test func aClosedClockLetsNobodySleep() async throws {
    try await onLoop {
      let diary = Diary(.real(speed: 1))
      diary.clock.close()
      diary.sleeper("a", 100)
      await LoopActor.executor.settle()
      #expect(diary.lines.map { $0.hasPrefix("a cancelled") } == [true])
      diary.clock.change(to: ClockSetting(.manual))
      #expect(await diary.clock.advance(.by(.seconds(1))) == false)
    }
  }
}
