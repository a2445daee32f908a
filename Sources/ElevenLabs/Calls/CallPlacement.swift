internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// A call that an agent is to make, checked and not yet placed: what all ways to start one have in common.
@LoopActor struct CallPlacement {
  /// What carries the call.
  enum Carriage: Equatable {
    case twilio(PhoneNetwork.Account)
    case trunk
  }

  /// What came of placing it; each leaves a conversation behind.
  enum Outcome {
    /// It is under way, with what the agent goes into it with; nil where the account keeps it from going on.
    case placed(id: String, Line, Session?)
    /// It never rang, and will not.
    case refused(Refusal, Conversation)
  }

  /// Who refused a call.
  enum Refusal {
    case twilio(DialRefusal)
    case account(Conversation.Failure)

    func error(_ conversation: Conversation) -> APIError {
      switch self {
      case .twilio(let refusal): .twilioRefused(refusal, conversation: conversation.id)
      case .account(let failure): .sipFailed(failure, conversation: conversation.id)
      }
    }
  }

  let agent: Agent
  let number: PhoneNumber
  let carriage: Carriage
  let to: String
  /// `conversation_initiation_client_data` as it was sent.
  let clientData: JSONValue
  let ringingTimeout: Duration
  /// How the carrier is to find out whether a machine answers; nil lets it not.
  let detecting: MachineDetection?
  /// On which verdicts the call is hung up; `hang_up` is the one action that there is.
  let hangsUpOn: [MachineDetection.Verdict]
  var batchCall: Conversation.BatchCall?

  init(
    agent: Agent, number: PhoneNumber, carriage: Carriage, to: String, clientData: JSONValue, config: JSONValue?
  ) {
    self.agent = agent
    self.number = number
    self.carriage = carriage
    self.to = to
    self.clientData = clientData
    ringingTimeout = Duration(clampingSeconds: config?["ringing_timeout_secs"]?.integer ?? 60)
    let detection = config?["twilio_machine_detection"]
    detecting = detection?["mode"]?.string.flatMap(MachineDetection.init(rawValue:))
    hangsUpOn = (detection?["actions"]?.array ?? []).flatMap { action in
      (action["answered_by"]?.array ?? []).compactMap { $0.string.flatMap(MachineDetection.Verdict.init(rawValue:)) }
    }
  }

  /// The call that a request asks for; `carriage` says what its number is dialled through, or throws.
  ///
  /// Order of the checks: agent, number, provider (inferred, reference §13); credits and concurrency follow (assumed).
  init(
    _ exchange: Exchange, carriage: @LoopActor (PhoneNumber) throws(APIError) -> Carriage
  ) throws(APIError) {
    let agent = try AgentRoutes.find(exchange.text("agent_id"), in: exchange.sandbox)
    let number = try Self.number(exchange.text("agent_phone_number_id"), in: exchange.sandbox)
    self.init(
      agent: agent, number: number, carriage: try carriage(number), to: exchange.text("to_number"),
      clientData: exchange.sentBody?["conversation_initiation_client_data"] ?? .null,
      config: exchange.body("telephony_call_config"))
  }

  /// The number that a call is to come from.
  static func number(_ id: String, in sandbox: Sandbox) throws(APIError) -> PhoneNumber {
    if sandbox.world[Settings.self].phoneNumberAsID == .phoneNumberIDRequired,
      PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: id))
    {
      throw APIError("phone_number_id_required", ["id": id], hint: NotFoundHints.phoneNumber(id, in: sandbox))
    }
    return try PhoneNumberRoutes.find(id, in: sandbox)
  }

  /// Places the call and starts its story; `heard` is told how far it comes.
  ///
  /// `failure` is what the account has against it: Twilio has taken such a call when its conversation fails, while a trunk is not
  /// asked at all (assumed).
  func place(
    in sandbox: Sandbox, failing failure: Conversation.Failure? = nil,
    heard: @escaping @LoopActor @Sendable (CallFlow.Milestone) -> Void = { _ in }
  ) -> Outcome {
    var conversation = conversation(in: sandbox)
    if case .trunk = carriage, let failure {
      conversation.fail(failure)
      sandbox.world[Conversation.self].put(conversation)
      return .refused(.account(failure), conversation)
    }
    let line: Line
    do throws(DialRefusal) {
      line = try dial(in: sandbox)
    } catch {
      // The record stays behind although the answer names no conversation (captured 2026).
      conversation.phoneCall = nil
      conversation.fail(Conversation.Failure(code: 1011, reason: error.helperText, type: "call_initialization_error"))
      sandbox.world[Conversation.self].put(conversation)
      WebhookOutbox.refused(conversation, from: number.number, to: to, in: sandbox)
      return .refused(.twilio(error), conversation)
    }
    if carriage != .trunk { conversation.phoneCall?.callSID = line.callSID }
    if let failure {
      conversation.fail(failure)
      line.end(.canceled, by: .application, sipStatus: SIPStatus.terminated)
    }
    sandbox.world[Conversation.self].put(conversation)
    let id = conversation.id
    guard failure == nil else { return .placed(id: id, line, nil) }
    // The agent knows the call by a name that a trunk's record shows from the answer on.
    if carriage == .trunk { conversation.phoneCall?.callSID = line.callSID }
    let session = Session(agent, conversation, in: sandbox.world, limits: sandbox.limits)
    let story = CallFlow(
      conversationID: id, line: line, session: session, ringingTimeout: ringingTimeout,
      hangsUpOn: hangsUpOn, heard: heard)
    sandbox.start { flow throws(CancellationError) in try await story.run(flow) }
    return .placed(id: id, line, session)
  }

  private func dial(in sandbox: Sandbox) throws(DialRefusal) -> Line {
    switch carriage {
    case .twilio(let account):
      try PhoneNetwork.place(from: number.number, to: to, account: account, detecting: detecting, in: sandbox)
    case .trunk: PhoneNetwork.dialTrunk(from: number.number, to: to, in: sandbox)
    }
  }

  private func conversation(in sandbox: Sandbox) -> Conversation {
    let now = sandbox.clock.now
    let id = sandbox.newID("conv")
    let isTrunk = carriage == .trunk
    // A millisecond younger than its conversation, as captured.
    let callID = isTrunk ? sandbox.ids.resource("otb", at: now + .milliseconds(1)) : nil
    return Conversation(
      id: id, agentID: agent.id, agentName: agent.name, branchID: agent.branchID, status: .initiated, startedAt: now,
      clientData: clientData,
      phoneCall: Conversation.PhoneCall(
        provider: isTrunk ? "sip_trunking" : "twilio", direction: "outbound", phoneNumberID: number.id,
        agentNumber: number.number, externalNumber: to, callSID: "", callID: callID),
      batchCall: batchCall, source: isTrunk ? "sip_trunk" : "twilio")
  }
}
