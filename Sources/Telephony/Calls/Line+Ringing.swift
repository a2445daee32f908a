internal import EventLoop
public import Simulation

/// What came of dialling a number.
public enum Ringing: Sendable, Equatable {
  /// Somebody picked up, or a machine did.
  case answered(at: Instant, byMachine: Bool)
  /// Nobody did, for the reason that the call's status and its SIP status tell.
  case ended(Call.Status, sipStatus: Int)
}

extension Line {
  /// From the queue to the first ring (Twilio: 1 to 3 s; assumed).
  public nonisolated static let dialling = Duration.seconds(1)

  /// Dials and lets it ring until somebody answers, declines, hangs up by an API, or `timeout` is over.
  public func ring(timeout: Duration, in flow: Flow) async throws(CancellationError) -> Ringing {
    guard endedBy == nil else { return hungUp }
    let dialled = flow.now
    change("initiated") { $0.startedAt = dialled }
    let rings = dialled + Self.dialling
    guard try await flow.sleep(until: rings, or: hangUpBell, for: Purpose("first ring", of: callSID))
    else { return hungUp }
    if case .unreachable(let sipStatus) = person.reaction { return give(up: .failed, sipStatus) }
    change("ringing") { $0.status = .ringing }
    let reacts = person.reaction != .noAnswer && person.ringsFor <= timeout
    guard
      try await flow.sleep(
        until: rings + (reacts ? person.ringsFor : timeout), or: hangUpBell,
        for: Purpose(reacts ? "reaction to the ringing" : "ring timeout", of: callSID))
    else { return hungUp }
    return reacts ? react() : give(up: .noAnswer, 487)
  }

  @inline(never) private func react() -> Ringing {
    switch person.reaction {
    case .busy: give(up: .busy, person.sipStatus ?? 486)
    case .rejects: give(up: .busy, person.sipStatus ?? 603)
    case .noAnswer, .unreachable: give(up: .failed, 480)
    case .answers, .voicemail: .answered(at: answer(), byMachine: person.reaction == .voicemail)
    }
  }

  /// What came of it where somebody hung up by an API; never inlined, since the frame of `ring` is memory of each ringing call.
  private var hungUp: Ringing {
    @inline(never) get { .ended(call?.status ?? .canceled, sipStatus: 487) }
  }

  /// Connects both sides; answers when.
  ///
  /// `ring` says so where a person is called; for an inbound call whoever takes it does.
  @discardableResult @inline(never) public func answer() -> Instant {
    let now = sandbox.clock.now
    let byMachine = person.reaction == .voicemail
    change("answered") { call in
      call.status = .inProgress
      call.answeredAt = now
      call.answeredBy = call.machineDetection?.verdict(byMachine: byMachine)
    }
    return now
  }

  @inline(never) private func give(up status: Call.Status, _ sipStatus: Int) -> Ringing {
    end(status, by: .person, sipStatus: sipStatus)
    return .ended(status, sipStatus: sipStatus)
  }
}
