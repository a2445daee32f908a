internal import EventLoop
internal import Simulation

/// What the flow of a batch shares with its calls and with requests: how many are live, and how it is woken.
@LoopActor final class BatchRun {
  /// How many of its calls are live.
  var live = 0
  /// Ends the sleep until the scheduled time.
  let bell = Bell()
  private var latch = Latch()

  /// Says that something has changed which the batch may wait for.
  func wake() {
    latch.open()
    latch = Latch()
  }

  /// What opens at the next change.
  var next: Latch { latch }
}

/// The batches that are under way in one life of a sandbox.
@LoopActor final class BatchRuns {
  private var byID: [String: BatchRun] = [:]

  private init() {}

  static func of(_ sandbox: Sandbox) -> BatchRuns { sandbox.life.belonging(BatchRuns.self) { BatchRuns() } }

  /// Lets the batch call those who are pending: by the flow that it has, or by a new one.
  func run(_ batchID: String, in sandbox: Sandbox) {
    if let run = byID[batchID] { return run.wake() }
    let run = BatchRun()
    byID[batchID] = run
    sandbox.start { flow throws(CancellationError) in
      try await BatchFlow(batchID: batchID, run: run, sandbox: flow.sandbox).run(flow)
      BatchRuns.of(flow.sandbox).byID[batchID] = nil
    }
  }

  /// Tells the flow of a batch, where it has one, that nobody is pending any more.
  func stop(_ batchID: String) {
    byID[batchID]?.bell.ring()
    byID[batchID]?.wake()
  }
}
