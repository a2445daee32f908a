import EventLoop
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct ClockPropertyTests {
  /// Whoever sees a seed here tries it alone: `ClockTrial(seed: N).run()`.
  @Test func nobodyWakesEarlyTwiceLateOrOutOfOrder() async throws {
    try await onLoop {
      for seed in 0..<1_000 as Range<UInt64> {
        let trial = ClockTrial(seed: seed)
        await trial.run()
        if !trial.problems.isEmpty { Issue.record("\(trial.problems.prefix(3).joined(separator: "\n"))") }
      }
    }
  }

  /// A story of flows that sleep, send and start others, told by what each does when.
  @LoopActor final class Tale {
    private let clock = SimulationClock(.manual(at: Instant(unixSeconds: 1_784_635_200)))
    private(set) var lines: [String] = []
    private var letters: [CheckedContinuation<Void, Never>] = []
    private var answers: SeededGenerator

    /// `answers` decides how fast the app answers, and nothing else.
    init(answers: UInt64) { self.answers = SeededGenerator(seed: answers) }

    func run(seed: UInt64) async -> [String] {
      for number in 1...5 { start("\(seed)/\(number)", depth: 0) }
      var isOver = false
      LoopActor.start { [self] in
        await clock.advanceUntilIdle(within: .seconds(86_400))
        isOver = true
      }
      while !isOver {
        await LoopActor.executor.settle()
        guard Int.random(in: 0..<3, using: &answers) > 0,
          let place = letters.indices.randomElement(using: &answers)
        else { continue }
        letters.remove(at: place).resume()
      }
      return lines
    }

    private func start(_ name: String, depth: Int) {
      var random = SeededGenerator(name: name)
      LoopActor.start { [self] in
        for step in 0..<Int.random(in: 1...5, using: &random) {
          switch Int.random(in: 0..<10, using: &random) {
          case 0..<5:
            let length = Duration.seconds(Int.random(in: 0...3, using: &random))
            _ = await clock.sleep(until: clock.now + length, for: Purpose("tale"))
          case 5..<8: await clock.whileInFlight { await withCheckedContinuation { letters.append($0) } }
          default: if depth < 3 { start("\(name)/\(step)", depth: depth + 1) }
          }
          lines.append("\(name) \(step) \(clock.now.rfc3339)")
        }
      }
    }
  }

  @Test func howFastTheAppAnswersChangesNothing() async throws {
    try await onLoop {
      for seed in 0..<100 as Range<UInt64> {
        let tales = (await Tale(answers: 1).run(seed: seed), await Tale(answers: seed + 2).run(seed: seed))
        #expect(tales.0 == tales.1, "seed \(seed)")
      }
    }
  }
}
