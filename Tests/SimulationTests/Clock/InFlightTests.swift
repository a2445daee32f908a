import EventLoop
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct InFlightTests {
  /// Requests whose answers come when the test says so.
  @LoopActor final class Network {
    private var waiting: [String: CheckedContinuation<Void, Never>] = [:]
    private(set) var results: [String] = []

    func send(_ name: String, on clock: SimulationClock) {
      LoopActor.start { [self] in
        await clock.whileInFlight { await withCheckedContinuation { waiting[name] = $0 } }
        results.append(name)
      }
    }

    func answer(_ name: String) async {
      waiting.removeValue(forKey: name)?.resume()
      await LoopActor.executor.settle()
    }
  }

  static let noon = Instant(unixSeconds: 1_784_635_200)

  @Test func resultsComeInTheOrderOfTheRequests() async throws {
    try await onLoop {
      let clock = SimulationClock(.manual(at: Self.noon))
      let network = Network()
      for name in ["a", "b", "c"] { network.send(name, on: clock) }
      await LoopActor.executor.settle()
      await network.answer("c")
      await network.answer("b")
      #expect(network.results.isEmpty && clock.isSending)
      await network.answer("a")
      #expect(network.results == ["a", "b", "c"] && clock.isIdle)
    }
  }

  @Test func aClockThatGoesByItselfAsksForNoOrder() async throws {
    try await onLoop {
      let clock = SimulationClock(.manual(at: Self.noon))
      let network = Network()
      for name in ["a", "b", "c"] { network.send(name, on: clock) }
      await LoopActor.executor.settle()
      await network.answer("c")
      clock.change(to: ClockSetting(.real(speed: 1)))
      await network.answer("b")
      #expect(network.results == ["c", "b"])
      await network.answer("a")
      #expect(network.results == ["c", "b", "a"] && clock.isIdle)
      clock.close()
    }
  }

  @Test func theClockStandsUntilTheAnswer() async throws {
    try await onLoop {
      let clock = SimulationClock(.manual(at: Self.noon))
      let network = Network()
      network.send("a", on: clock)
      var isThere = false
      LoopActor.start {
        isThere = await clock.advance(.by(.seconds(60)))
      }
      await LoopActor.executor.settle()
      #expect(clock.now == Self.noon && !isThere)
      clock.change(to: .manual(at: Self.noon + .seconds(5)))
      #expect(clock.now == Self.noon, "a set time waits for it too")
      await LoopActor.executor.settle()
      #expect(!isThere)
      await network.answer("a")
      #expect(await clock.advance(.by(.seconds(60))) && clock.now == Self.noon + .seconds(60))
    }
  }

  @Test func anEndedAdvanceDoesNotWaitForTheAnswer() async throws {
    try await onLoop {
      let clock = SimulationClock(.manual(at: Self.noon))
      let network = Network()
      network.send("slow", on: clock)
      var outcomes: [Bool] = []
      for _ in 0..<2 {
        LoopActor.start { outcomes.append(await clock.advance(.by(.seconds(60)))) }
      }
      await LoopActor.executor.settle()
      _ = clock.abandon()
      await LoopActor.executor.settle()
      #expect(outcomes == [false, false])
      // The new life does not wait for the old one's requests.
      #expect(await clock.advance(.by(.seconds(60))) && clock.isIdle)
      await network.answer("slow")
      #expect(network.results == ["slow"])
    }
  }
}
