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
    guard endedBy == nil else { return .ended(call?.status ?? .canceled, sipStatus: 487) }
    let dialled = flow.now
    change("initiated") { $0.startedAt = dialled }
    let rings = dialled + Self.dialling
    guard try await flow.sleep(until: rings, or: hangUpBell, for: Purpose("first ring", of: callSID)) else {
      return .ended(call?.status ?? .canceled, sipStatus: 487)
    }
    if case .unreachable(let sipStatus) = person.reaction { return give(up: .failed, sipStatus) }
    change("ringing") { $0.status = .ringing }
    let patience = rings + timeout
    let reacts = rings + person.ringsFor
    if person.reaction == .noAnswer || patience < reacts {
      guard try await flow.sleep(until: patience, or: hangUpBell, for: Purpose("ring timeout", of: callSID)) else {
        return .ended(call?.status ?? .canceled, sipStatus: 487)
      }
      return give(up: .noAnswer, 487)
    }
    guard try await flow.sleep(until: reacts, or: hangUpBell, for: Purpose("reaction to the ringing", of: callSID))
    else { return .ended(call?.status ?? .canceled, sipStatus: 487) }
    switch person.reaction {
    case .busy: return give(up: .busy, 486)
    case .rejects: return give(up: .busy, 603)
    case .noAnswer, .unreachable: return give(up: .failed, 480)
    case .answers, .voicemail:
      let now = flow.now
      change("answered") { call in
        call.status = .inProgress
        call.answeredAt = now
      }
      return .answered(at: now, byMachine: person.reaction == .voicemail)
    }
  }

  private func give(up status: Call.Status, _ sipStatus: Int) -> Ringing {
    end(status, by: .person, sipStatus: sipStatus)
    return .ended(status, sipStatus: sipStatus)
  }
}

extension PhoneNetwork {
  /// What happens to calls, as the journal names it.
  public nonisolated static let events =
    ["initiated", "ringing", "answered"] + Call.Status.allCases.filter(\.isFinal).map(\.rawValue)

  /// Ends a call from outside of its flow, as a REST API does; answers false where it is over or unknown.
  ///
  /// A call that was answered is completed, one that was not is canceled.
  @discardableResult public static func hangUp(_ callSID: String, in sandbox: Sandbox) -> Bool {
    guard let line = OpenLines.of(sandbox).bySID[callSID], let call = line.call else { return false }
    line.end(call.answeredAt == nil ? .canceled : .completed, by: .api, sipStatus: call.answeredAt == nil ? 487 : 200)
    return true
  }

  /// The line of a call that is under way.
  public static func line(_ callSID: String, in sandbox: Sandbox) -> Line? { OpenLines.of(sandbox).bySID[callSID] }
}
