import EventLoop
import LoopTestSupport
import Testing

@testable import Outgoing

@Suite(.timeLimit(.minutes(1))) struct OutgoingQueueTests {
  /// Work that is done when somebody says so.
  @LoopActor final class Bench {
    private(set) var begun: [String] = []
    private var running: [CheckedContinuation<Void, Never>] = []
    private(set) var ended = 0

    func work(_ name: String) async {
      begun.append(name)
      await withCheckedContinuation { running.append($0) }
      ended += 1
    }

    func finishFirst() { running.removeFirst().resume() }
    var count: Int { running.count }
  }

  @Test func letsOnlySoManyBeUnderWayAndKeepsTheirOrder() async throws {
    try await onLoop {
      let queue = OutgoingQueue(most: 2)
      let bench = Bench()
      for name in ["a1", "a2", "a3", "a4", "b1", "c1", "b2"] {
        LoopActor.start { await queue.perform(for: String(name.prefix(1))) { await bench.work(name) } }
      }
      await LoopActor.executor.settle()
      #expect(bench.begun == ["a1", "a2"] && queue.count == 5)
      for _ in 0..<7 {
        bench.finishFirst()
        await LoopActor.executor.settle()
        #expect(bench.count <= 2)
      }
      // Sandboxes take turns, each in its own order.
      #expect(bench.begun == ["a1", "a2", "a3", "b1", "c1", "a4", "b2"])
      #expect(queue.count == 0 && bench.ended == 7)
    }
  }

  @Test func forgetsWhoIsCancelledWhileHeWaits() async throws {
    try await onLoop {
      let queue = OutgoingQueue(most: 1)
      let bench = Bench()
      LoopActor.start { await queue.perform(for: "a") { await bench.work("a1") } }
      let cancelled = LoopActor.start { #expect(await queue.perform(for: "b") { await bench.work("b1") } == nil) }
      LoopActor.start { await queue.perform(for: "c") { await bench.work("c1") } }
      await LoopActor.executor.settle()
      cancelled.cancel()
      await LoopActor.executor.settle()
      #expect(queue.count == 1)
      bench.finishFirst()
      await LoopActor.executor.settle()
      #expect(bench.begun == ["a1", "c1"])
      bench.finishFirst()
      await LoopActor.executor.settle()
    }
  }
}
