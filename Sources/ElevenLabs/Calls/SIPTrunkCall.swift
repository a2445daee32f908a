internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// `POST /v1/convai/sip-trunk/outbound-call`: answers when the INVITE is resolved, unlike Twilio's.
///
/// The call goes on whether or not the client still waits. On a clock that stands the request stays open until it is advanced.
@LoopActor enum SIPTrunkCallRoutes {
  static let handlers: [String: Handler] = ["handle_sip_trunk_outbound_call": place]

  private static func place(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let placement = try CallPlacement(exchange, carriage: carriage)
    let failure = try CallObstacle.of(placement.agent, in: sandbox)?.failure(sandbox.world[Settings.self])
    let invite = Invite()
    switch placement.place(in: sandbox, failing: failure, heard: invite.hear) {
    case .placed(let id, let line, let session):
      exchange.hint = session.flatMap { SessionHints($0).text }
      return .later { () async throws(APIError) -> Answer in
        await invite.resolved.opening(in: sandbox)
        guard invite.isAnswered else { throw InviteFailure(line.call).error(conversation: id) }
        return .json([
          "success": true, "message": "Outbound call initiated", "conversation_id": .string(id),
          "sip_call_id": .string(line.callSID),
        ])
      }
    case .refused(let refusal, let conversation): throw refusal.error(conversation)
    }
  }

  /// Whether a number has a trunk to call through.
  static func carriage(_ number: PhoneNumber) throws(APIError) -> CallPlacement.Carriage {
    guard case .sipTrunk(_, outbound: _?) = number.provider else {
      throw APIError("invalid_sip_provider_config", ["phone_number": number.number])
    }
    return .trunk
  }
}

/// What a request waits for that calls through a trunk.
@LoopActor private final class Invite {
  let resolved = Latch()
  /// Stays false where the sandbox is reset meanwhile.
  private(set) var isAnswered = false

  func hear(_ milestone: CallFlow.Milestone) {
    switch milestone {
    case .answered: isAnswered = true
    case .neverConnected: break
    case .over: return
    }
    resolved.open()
  }
}
