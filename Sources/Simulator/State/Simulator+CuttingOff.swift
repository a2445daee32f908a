internal import ElevenLabs
internal import EventLoop
internal import JSON
public import Simulation
internal import Telephony

extension Simulator {
  /// Puts back what a snapshot holds.
  ///
  /// What moved a call that was under way is in no snapshot: such calls end at that moment, which the journal tells.
  public func restore(_ sandbox: Sandbox, _ snapshot: Snapshot) {
    var snapshot = snapshot
    let calls = PhoneNetwork.unfinished(in: snapshot.world)
    // In front of the record that the sandbox begins now: who repeats it begins behind them.
    Self.write(Self.cutOff(calls, in: &snapshot.world, at: snapshot.time), snapshot.time, sandbox)
    registry.restore(sandbox, snapshot, snapshotKinds)
  }

  /// Makes a sandbox live that begins as another is now, but for its calls that are under way.
  func create(fork plan: Sandbox.Plan, of sandbox: Sandbox) throws(SandboxFailure) -> Sandbox {
    var plan = plan
    let now = sandbox.clock.now
    let events = Self.cutOff(PhoneNetwork.underWay(in: sandbox), in: &plan.base, at: now)
    let fork = try registry.create(plan)
    if !events.isEmpty {
      Self.write(events, now, fork)
      fork.beginRecord()
    }
    return fork
  }

  /// Ends what nobody goes on with, the call before those who look at it.
  private static func cutOff(_ calls: [String], in world: inout World, at time: Instant) -> [JSONObject] {
    let events = PhoneNetwork.cutOff(calls, in: &world, at: time)
    ElevenLabsWorld.cutOff(in: &world, at: time)
    return events
  }

  private static func write(_ events: [JSONObject], _ time: Instant, _ sandbox: Sandbox) {
    for event in events { sandbox.journal.append(call: event, time: time) }
  }
}
