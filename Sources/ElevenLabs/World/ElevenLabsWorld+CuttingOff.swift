internal import EventLoop
public import Simulation
internal import Telephony

extension ElevenLabsWorld {
  /// Ends the conversations that were under way or waited for their analysis, and that nobody goes on with: as the service
  /// records a crash of its own (reference §5.2, captured 2026-02), with the transcript that there is.
  ///
  /// A conversation that a scenario describes has no call in this world, and stays as it is described.
  public nonisolated static func cutOff(in world: inout World, at time: Instant) {
    var found: [String] = []
    for group in [Conversation.liveGroup, Conversation.processingGroup] {
      world[Conversation.self].scan(in: group, ascending: true) { row in
        if let call = row.record.phoneCall, world[Call.self][call.callSID] != nil { found.append(row.record.id) }
        return true
      }
    }
    for id in found {
      world[Conversation.self].update(id) { conversation in
        if conversation.status == .inProgress, let accepted = conversation.acceptedAt {
          conversation.durationSeconds = (time - accepted).components.seconds
        }
        conversation.fail(.crash)
      }
    }
    Batch.cutOff(in: &world, at: time)
  }

  /// Lets go on what goes on by itself in a sandbox whose life begins: batches that are scheduled or in progress.
  @LoopActor public static func goOn(in sandbox: Sandbox) { Batch.goOn(in: sandbox) }
}

extension Conversation.Failure {
  /// A crash of the service during a call; captured without an `error_type`.
  static let crash = Conversation.Failure(code: 1011, reason: "Unexpected server error.", type: nil)
}
