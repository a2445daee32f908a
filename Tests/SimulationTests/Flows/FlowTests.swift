import EventLoop
import HTTP1
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct FlowTests {
  static let noon = Instant(unixSeconds: 1_784_635_200)

  /// Answers what it is asked for, the last letter first.
  @LoopActor final class Backwards: Postman {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    let patience: Int

    init(_ patience: Int) { self.patience = patience }

    func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
      await withCheckedContinuation { continuation in
        waiting.append(continuation)
        if waiting.count == patience { while let last = waiting.popLast() { last.resume() } }
      }
      return .answered(Response(status: 204))
    }
  }

  @LoopActor static func registry() throws -> (SandboxRegistry, Sandbox) {
    let registry = SandboxRegistry()
    return (registry, try registry.create(Sandbox.Plan(name: "flows", clock: .manual(at: noon))))
  }

  @LoopActor static func write(_ name: String, in sandbox: Sandbox) {
    sandbox.world[Note.self].put(Note(id: name, key: 1))
  }

  @LoopActor static func notes(_ sandbox: Sandbox) -> [String] { sandbox.world[Note.self].all.map(\.id) }

  @Test func aFlowOfAnOldLifeWritesNothing() async throws {
    try await onLoop {
      let (registry, sandbox) = try Self.registry()
      sandbox.start { flow throws(CancellationError) in
        Self.write("begun", in: flow.sandbox)
        try await flow.sleep(until: Self.noon + .seconds(5), for: Purpose("trial"))
        Self.write("slept", in: flow.sandbox)
      }
      await LoopActor.executor.settle()
      #expect(Self.notes(sandbox) == ["begun"])
      try registry.reset("flows")
      // One that was to begin in the same turn never begins.
      sandbox.start { flow throws(CancellationError) in Self.write("too late", in: flow.sandbox) }
      try registry.reset("flows")
      #expect(await sandbox.clock.advanceUntilIdle(within: .seconds(60)))
      #expect(Self.notes(sandbox).isEmpty && sandbox.clock.isIdle)
    }
  }

  @Test func aResetDuringAnAdvanceEndsIt() async throws {
    try await onLoop {
      let (registry, sandbox) = try Self.registry()
      sandbox.start { flow throws(CancellationError) in
        try await flow.sleep(until: Self.noon + .seconds(5), for: Purpose("trial"))
        do { try registry.reset("flows") } catch { Issue.record("\(error)") }
        try await flow.sleep(until: Self.noon + .seconds(9), for: Purpose("trial"))
        Self.write("never", in: flow.sandbox)
      }
      #expect(await sandbox.clock.advance(.by(.seconds(60))) == false)
      #expect(sandbox.clock.now == Self.noon)
      await sandbox.clock.advance(.by(.seconds(60)))
      #expect(Self.notes(sandbox).isEmpty)
    }
  }

  @Test func nothingBeginsInADeletedSandbox() async throws {
    try await onLoop {
      let (registry, sandbox) = try Self.registry()
      async let moved = sandbox.clock.advance(.by(.seconds(60)))
      try registry.delete("flows")
      sandbox.start { flow throws(CancellationError) in
        Self.write("begun", in: flow.sandbox)
        try await flow.sleep(until: Self.noon + .seconds(5), for: Purpose("trial"))
        Self.write("slept", in: flow.sandbox)
      }
      await LoopActor.executor.settle()
      #expect(await moved == false)
      #expect(await sandbox.clock.advance(.by(.seconds(60))) == false)
      #expect(Self.notes(sandbox).isEmpty)
    }
  }

  @Test func manySleepersOfAnOldLifeGoInSlices() async throws {
    try await onLoop {
      let (registry, sandbox) = try Self.registry()
      let bell = Bell()
      var ended = 0
      for _ in 0..<1_000 {
        sandbox.start { flow throws(CancellationError) in
          defer { ended += 1 }
          try await flow.sleep(until: Self.noon + .seconds(5), or: bell, for: Purpose("trial"))
        }
      }
      await LoopActor.executor.settle()
      try registry.reset("flows")
      // Whoever is rung out of the old life is not counted out of the new one.
      sandbox.start { flow throws(CancellationError) in
        try await flow.sleep(until: Self.noon + .seconds(5), for: Purpose("new"))
      }
      bell.ring()
      await LoopActor.executor.settle()
      #expect(ended == 1_000 && sandbox.clock.sleeping == 1)
    }
  }

  @Test func theJournalHasLettersInTheOrderInWhichTheyWereSent() async throws {
    try await onLoop {
      let (_, sandbox) = try Self.registry()
      let postman = Backwards(5)
      sandbox.postman = postman
      for number in 1...5 {
        sandbox.start { flow throws(CancellationError) in
          let delivered = try await flow.send(Letter("letter_\(number)", .post, "http://127.0.0.1/\(number)"))
          #expect(delivered.status == 204 && flow.now == Self.noon)
        }
      }
      await sandbox.clock.advance(.by(.seconds(60)))
      #expect(sandbox.journal.entries().map(\.answered.operation) == (1...5).map { "letter_\($0)" })
      #expect(sandbox.journal.entries().allSatisfy { $0.kind == .outgoing && $0.time == Self.noon })
      // The sandbox does not hold him.
      withExtendedLifetime(postman) {}
    }
  }

  @Test func whatIsDueAtOneInstantWaitsForTheAnswersToWhatWasDueBefore() async throws {
    try await onLoop {
      let (_, sandbox) = try Self.registry()
      let postman = Backwards(1)
      sandbox.postman = postman
      var lines: [String] = []
      for number in 1...3 {
        sandbox.start { flow throws(CancellationError) in
          try await flow.sleep(until: Self.noon + .seconds(5), for: Purpose("trial"))
          lines.append("\(number) sends")
          _ = try await flow.send(Letter("letter", .post, "http://127.0.0.1/"))
          lines.append("\(number) hears")
        }
      }
      await sandbox.clock.advance(.by(.seconds(5)))
      #expect(lines == (1...3).flatMap { ["\($0) sends", "\($0) hears"] })
      withExtendedLifetime(postman) {}
    }
  }

  @Test func withoutAPostmanNothingGoesOut() async throws {
    try await onLoop {
      let (_, sandbox) = try Self.registry()
      sandbox.start { flow throws(CancellationError) in
        let delivered = try await flow.send(Letter("letter", .post, "http://127.0.0.1/"))
        #expect(delivered.status == nil)
      }
      await sandbox.clock.advance(.by(.zero))
      #expect(sandbox.journal.entries().map(\.answered.error) == ["no_network"])
    }
  }
}
