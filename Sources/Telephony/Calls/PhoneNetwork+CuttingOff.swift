internal import EventLoop
public import JSON
public import Simulation

extension PhoneNetwork {
  /// The calls under way in a sandbox, the oldest first; it costs the same however many are over.
  public static func underWay(in sandbox: Sandbox) -> [String] {
    let calls = sandbox.world[Call.self]
    let places = OpenLines.of(sandbox).callSIDs.compactMap { sid in calls.position(of: sid).map { (sid, $0) } }
    return places.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The calls of a world that are not over, the oldest first.
  public nonisolated static func unfinished(in world: World) -> [String] {
    var found: [String] = []
    world[Call.self].scan(ascending: true) { row in
      if !row.record.status.isFinal { found.append(row.record.id) }
      return true
    }
    return found
  }

  /// Ends calls that nobody goes on with, as failed; answers what the journal is to say of it.
  public nonisolated static func cutOff(
    _ callSIDs: [String], in world: inout World, at time: Instant
  ) -> [JSONObject] {
    callSIDs.compactMap { callSID in
      let call = world[Call.self].update(callSID) { call in
        call.status = .failed
        call.endedAt = time
        call.sipStatus = 500
      }
      return call?.event(Call.Status.failed.rawValue, ["ended_by": "restore"])
    }
  }
}
