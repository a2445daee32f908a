internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// `POST /v1/convai/twilio/outbound-call`.
@LoopActor enum OutboundCallRoutes {
  static let handlers: [String: Handler] = ["handle_twilio_outbound_call": place]

  /// Order of the checks: agent, number, provider (inferred, reference §13), then credits and concurrency (assumed), then the carrier.
  private static func place(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let agent = try AgentRoutes.find(exchange.text("agent_id"), in: sandbox)
    let numberID = exchange.text("agent_phone_number_id")
    if sandbox.world[Settings.self].phoneNumberAsID == .phoneNumberIDRequired,
      PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: numberID))
    {
      throw APIError(
        "phone_number_id_required", ["id": numberID], hint: NotFoundHints.phoneNumber(numberID, in: sandbox))
    }
    let number = try PhoneNumberRoutes.find(numberID, in: sandbox)
    guard case .twilio(let account?) = number.provider else { throw refusal(of: number) }
    var conversation = Conversation(
      id: sandbox.newID("conv"), agentID: agent.id, agentName: agent.name, branchID: agent.branchID,
      status: .initiated, startedAt: sandbox.clock.now,
      clientData: exchange.sentBody?["conversation_initiation_client_data"] ?? .null)
    conversation.source = "twilio"
    let limit = try checkLimits(sandbox)

    let to = exchange.text("to_number")
    do throws(DialRefusal) {
      let line = try PhoneNetwork.place(from: number.number, to: to, account: account, in: sandbox)
      conversation.phoneCall = Conversation.PhoneCall(
        provider: "twilio", direction: "outbound", phoneNumberID: number.id, agentNumber: number.number,
        externalNumber: to, callSID: line.callSID)
      if let limit { conversation.fail(limit) }
      sandbox.world[Conversation.self].put(conversation)
      if limit == nil {
        let session = Session(agent, conversation, in: sandbox.world)
        exchange.hint = SessionHints(session).text
        let story = CallFlow(
          conversationID: conversation.id, line: line, session: session,
          ringingTimeout: .seconds(exchange.body("telephony_call_config")?["ringing_timeout_secs"]?.integer ?? 60))
        sandbox.start { flow throws(CancellationError) in try await story.run(flow) }
      }
      return .json([
        "success": true, "message": "Success", "conversation_id": .string(conversation.id),
        "callSid": .string(line.callSID),
      ])
    } catch {
      // The record stays behind although the answer names no conversation (captured 2026).
      conversation.fail(Conversation.Failure(code: 1011, reason: error.helperText, type: "call_initialization_error"))
      sandbox.world[Conversation.self].put(conversation)
      WebhookOutbox.refused(conversation, from: number.number, to: to, in: sandbox)
      throw .twilioRefused(error, conversation: conversation.id)
    }
  }

  private static func refusal(of number: PhoneNumber) -> APIError {
    guard case .sipTrunk = number.provider else { return .invalidProviderConfig(number: number.number) }
    return .invalidProviderConfig(
      number: number.number,
      hint: "\(number.id) is a SIP trunk number and this endpoint calls through Twilio: the real service answers 400. "
        + "Use POST /v1/convai/sip-trunk/outbound-call with the same body, or a number with provider \"twilio\".")
  }

  /// What credits and concurrency have against another call: an answer, or a record that fails.
  private static func checkLimits(_ sandbox: Sandbox) throws(APIError) -> Conversation.Failure? {
    let settings = sandbox.world[Settings.self]
    let user = sandbox.world[User.self]
    if user.isOutOfCredits {
      let figures = ["limit": String(user.characterLimit), "remaining": "0", "required": "1"]
      switch settings.outOfCredits {
      case .quotaExceeded: throw APIError("quota_exceeded", figures)
      case .insufficientCredits: throw APIError("insufficient_credits", figures)
      case .failedConversation: return .outOfCredits
      }
    }
    guard let limit = settings.concurrencyLimit.number(for: user.tier),
      sandbox.world[Conversation.self].count(in: Conversation.liveGroup) >= limit
    else { return nil }
    switch settings.overConcurrency {
    case .tooManyRequests: throw APIError("too_many_concurrent_requests", ["limit": String(limit)])
    case .failedConversation: return .tooManyConversations(limit)
    }
  }
}

extension Conversation {
  mutating func fail(_ failure: Failure) {
    status = .failed
    self.failure = failure
  }
}

extension Conversation.Failure {
  /// Captured 2026-09 and 2026-10.
  static let outOfCredits = Conversation.Failure(
    code: 3000,
    reason: "[quota_exceeded] You've run out of credits. Add credits or upgrade your plan to start a new conversation.",
    type: "call_initialization_error")

  /// Assumed: worded as the speech API's refusal.
  static func tooManyConversations(_ limit: Int) -> Conversation.Failure {
    Conversation.Failure(
      code: 1008,
      reason: "Too many concurrent requests. Your current subscription is associated with a maximum of \(limit) "
        + "concurrent requests (running in parallel).",
      type: "call_initialization_error")
  }
}
