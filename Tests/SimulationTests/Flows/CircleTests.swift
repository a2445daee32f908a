import EventLoop
import HTTP1
import LoopTestSupport
import Testing

@testable import Simulation

/// An app that moves the clock of the sandbox whose request it should answer first.
@Suite(.timeLimit(.minutes(2))) struct CircleTests {
  static let noon = Instant(unixSeconds: 1_784_635_200)

  /// Gives its answers when the test says so.
  @LoopActor final class App: Postman {
    private var waiting: [CheckedContinuation<Delivered, Never>] = []

    func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
      await withCheckedContinuation { waiting.append($0) }
    }

    func answer(_ delivered: Delivered) async {
      waiting.removeFirst().resume(returning: delivered)
      await LoopActor.executor.settle()
    }
  }

  /// A sandbox that has a request under way, which an advance brought about.
  @LoopActor static func sending(
    _ app: App
  ) async throws -> (SandboxRegistry, Sandbox) {
    let registry = SandboxRegistry()
    registry.postman = app
    let sandbox = try registry.create(Sandbox.Plan(name: "circle", clock: .manual(at: noon)))
    sandbox.start { flow throws(CancellationError) in
      try await flow.sleep(until: noon + .seconds(1), for: Purpose("trial"))
      _ = try await flow.send(Letter("server_tool", .get, "http://127.0.0.1:9/tool", timeout: .seconds(5)))
    }
    await LoopActor.executor.settle()
    LoopActor.start { _ = await sandbox.clock.advance(.by(.seconds(2))) }
    await LoopActor.executor.settle()
    while sandbox.clock.errands.isEmpty { await LoopActor.turn() }
    try #require(sandbox.clock.errands.map(\.operation) == ["server_tool"])
    return (registry, sandbox)
  }

  static let timedOut = Delivered.failed(kind: "timed_out", message: "Timed out.")

  @Test func aTimeoutNamesTheAdvanceThatWaited() async throws {
    try await onLoop {
      let app = App()
      let (registry, sandbox) = try await Self.sending(app)
      var arrived = false
      LoopActor.start { arrived = await sandbox.clock.advance(.by(.seconds(10))) }
      await LoopActor.executor.settle()
      #expect(!arrived)
      await app.answer(Self.timedOut)
      await LoopActor.executor.settle()
      let hint = try #require(sandbox.journal.entries().last?.answered.hint)
      #expect(hint.hasPrefix("Timed out. While this request was under way, an advance of this sandbox's clock"))
      #expect(await sandbox.clock.advance(.by(.zero)) && arrived)
      withExtendedLifetime(registry) {}
    }
  }

  @Test func otherEndsAndEarlierAdvancesAreNotBlamed() async throws {
    try await onLoop {
      for (delivered, later) in [
        (Self.timedOut, false), (Delivered.failed(kind: "unreachable", message: "Nobody."), true),
        (.answered(Response(status: 204)), true),
      ] {
        let app = App()
        let (registry, sandbox) = try await Self.sending(app)
        if later { LoopActor.start { _ = await sandbox.clock.advance(.by(.zero)) } }
        await LoopActor.executor.settle()
        await app.answer(delivered)
        await LoopActor.executor.settle()
        #expect(sandbox.journal.entries().last?.answered.hint?.contains("advance") != true)
        #expect(await sandbox.clock.advance(.by(.zero)))
        withExtendedLifetime(registry) {}
      }
    }
  }
}
