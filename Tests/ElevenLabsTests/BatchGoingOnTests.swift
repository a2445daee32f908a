import EventLoop
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@testable import ElevenLabs

/// What of a batch is in a world that begins from another; Tests/SDK/test_batch_state.py plays what follows.
@Suite(.timeLimit(.minutes(2))) struct BatchGoingOnTests {
  @Test func whoWasCalledHasFailedAndCountsAsFinished() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let batch = try workspace.submit(BatchCallingTests.body(5, ["target_concurrency_limit": 2]))
      workspace.person(BatchCallingTests.number(0), .busy)
      await workspace.advance(.seconds(6))
      var world = workspace.sandbox.world
      let before = world[Batch.self][batch.id]
      let time = workspace.sandbox.clock.now
      ElevenLabsWorld.cutOff(in: &world, at: time)
      let cut = try #require(world[Batch.self][batch.id])
      #expect(cut.status == .inProgress)
      #expect(cut.finished == cut.dispatched && cut.dispatched == before?.dispatched)
      #expect(cut.updatedAt == time)
      #expect(world.recipients(in: BatchRecipient.underWayGroup).isEmpty)
      let pending = world.recipients(in: BatchRecipient.pendingGroup(batch.id))
      #expect(pending.count == 5 - cut.dispatched && !pending.isEmpty)
      #expect(world.recipients(in: BatchRecipient.failedGroup(batch.id)).count == cut.dispatched)
      // The world that it was taken from goes on.
      await workspace.advanceUntilIdle()
      #expect(batch.json["status"] == "completed")
    }
  }

  @Test func onlyWhatIsOpenHasAFlowAgain() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let over = try workspace.submit(BatchCallingTests.body(1))
      await workspace.advanceUntilIdle()
      let later = try workspace.submit(BatchCallingTests.body(1, ["scheduled_time_unix": 1_795_258_800]))
      let cancelled = try workspace.submit(BatchCallingTests.body(1, ["scheduled_time_unix": 1_795_258_800]))
      _ = workspace.peer().post("\(BatchCallingTests.path)/\(cancelled.id)/cancel", [:])
      var open: [String] = []
      workspace.sandbox.world[Batch.self].scan(in: Batch.openGroup) { row in
        open.append(row.record.id)
        return true
      }
      #expect(open == [later.id] && over.json["status"] == "completed")
    }
  }
}
