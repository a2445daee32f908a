internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// `POST /v1/convai/twilio/outbound-call`: answers as soon as Twilio has taken the call, or refused it.
@LoopActor enum OutboundCallRoutes {
  static let handlers: [String: Handler] = ["handle_twilio_outbound_call": place]

  private static func place(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let placement = try CallPlacement(exchange, carriage: carriage)
    let failure = try CallObstacle.of(placement.agent, in: sandbox)?.failure(sandbox.world[Settings.self])
    switch placement.place(in: sandbox, failing: failure) {
    case .placed(let id, let line, let session):
      exchange.hint = session.flatMap { SessionHints($0).text }
      return .json([
        "success": true, "message": "Success", "conversation_id": .string(id),
        "callSid": .string(line.callSID),
      ])
    case .refused(let refusal, let conversation): throw refusal.error(conversation)
    }
  }

  /// The Twilio account of a number, or the refusal of one that has none.
  static func carriage(_ number: PhoneNumber) throws(APIError) -> CallPlacement.Carriage {
    switch number.provider {
    case .twilio(let account?): return .twilio(account)
    case .twilio, .exotel: throw .invalidProviderConfig(number: number.number)
    case .sipTrunk:
      throw .invalidProviderConfig(
        number: number.number,
        hint:
          "\(number.id) is a SIP trunk number and this endpoint calls through Twilio: the real service answers 400. "
          + "Use POST /v1/convai/sip-trunk/outbound-call with the same body, or a number with provider \"twilio\".")
    }
  }
}
