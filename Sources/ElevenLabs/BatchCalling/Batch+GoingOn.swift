internal import Bytes
internal import EventLoop
internal import Simulation

/// Batches in a world that begins from another: what was restored, forked, or reset to its start.
///
/// A batch is its records and a flow. The flow stays behind, and another begins from the records: those who are pending
/// are called; a call that was under way is over, and whom it went to has failed.
extension Batch {
  /// Ends what is under way in a world whose calls are cut off at an instant.
  static func cutOff(in world: inout World, at time: Instant) {
    var found: [BatchRecipient] = []
    world[BatchRecipient.self].scan(in: BatchRecipient.underWayGroup, ascending: true) { row in
      found.append(row.record)
      return true
    }
    for recipient in found {
      world[BatchRecipient.self].update(recipient.id) { recipient in
        recipient.status = .failed
        recipient.updatedAt = time
      }
      world[Batch.self].update(recipient.batchID) { batch in
        batch.finished = batch.finished.addingSaturating(1)
        batch.updatedAt = time
      }
    }
  }

  /// Lets every batch go on that is scheduled or in progress, the oldest first, so that equal worlds go on equally.
  @LoopActor static func goOn(in sandbox: Sandbox) {
    var found: [String] = []
    sandbox.world[Batch.self].scan(in: Batch.openGroup, ascending: true) { row in
      found.append(row.record.id)
      return true
    }
    for id in found { BatchRuns.of(sandbox).run(id, in: sandbox) }
  }
}
