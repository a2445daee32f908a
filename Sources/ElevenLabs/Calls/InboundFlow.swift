internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// The story of a call to an agent's number up to its answer: the app is asked what the agent should know, then it is like
/// any other call.
@LoopActor struct InboundFlow {
  let conversationID: String
  let line: Line
  let agent: Agent
  let from: String
  let to: String
  /// What the account has against the call; it is answered all the same, and drops at once.
  let obstacle: CallObstacle?

  /// How long the service lets it ring (assumed); the webhook is asked meanwhile (docs).
  static let ringing = Duration.seconds(1)

  func run(_ flow: Flow) async throws(CancellationError) {
    let answers = flow.now + Self.ringing
    let found = try await initiationData(flow)
    _ = try await flow.sleep(until: answers, or: line.hangUpBell, for: Purpose("answer", of: line.callSID))
    guard let story = story(found, flow) else { return }
    guard line.endedBy == nil else { return story.neverConnected(line.call?.status ?? .canceled, flow) }
    let instant = line.answer()
    if case .failed(let failure) = found {
      return drop(failure, flow)
    }
    try await story.connected(at: instant, flow)
  }

  /// What goes on from the answer on, by what the app said.
  @inline(never) private func story(_ found: Found, _ flow: Flow) -> CallFlow? {
    if case .data(let data) = found {
      flow.sandbox.world[Conversation.self].update(conversationID) { $0.clientData = .object(data) }
    }
    guard let conversation = flow.sandbox.world[Conversation.self][conversationID] else { return nil }
    let session = Session(agent, conversation, in: flow.sandbox.world, limits: flow.sandbox.limits)
    return CallFlow(conversationID: conversationID, line: line, session: session, ringingTimeout: .zero)
  }

  /// Ends a call that fails at its answer: Twilio still gets its TwiML, and the media stream closes at once (public audit note,
  /// 2026-03).
  @inline(never) private func drop(_ failure: Conversation.Failure, _ flow: Flow) {
    line.end(.completed, by: .application)
    flow.sandbox.world[Conversation.self].update(conversationID) { $0.fail(failure) }
    CallSlots.freed(in: flow.sandbox)
  }

  /// What came of asking the app.
  private enum Found {
    /// Nobody was asked, or nothing came that counts.
    case nothing
    case data(JSONObject)
    case failed(Conversation.Failure)
  }

  private func initiationData(_ flow: Flow) async throws(CancellationError) -> Found {
    if let obstacle { return .failed(obstacle.record) }
    guard agent.asksForInitiationData else { return .nothing }
    guard let webhook = InitiationWebhook(of: agent, in: flow.sandbox.world) else {
      line.note(
        "initiation_data_unasked",
        ["why": "The agent asks for initiation data by webhook, and no URL is configured for it: the call lasts 0 s."])
      return .failed(.initiationWebhookMissing)
    }
    if !webhook.leftOut.isEmpty {
      let names = webhook.leftOut.joined(separator: ", ")
      line.note("initiation_header_left_out", ["why": .string("Ringback knows no value for \(names).")])
    }
    let settings = flow.sandbox.world[Settings.self]
    var letter = webhook.letter([
      "caller_id": .string(from), "agent_id": .string(agent.id), "called_number": .string(to),
      "call_sid": .string(line.callSID), "conversation_id": .string(conversationID),
    ])
    letter.timeout = Duration(clampingSeconds: settings.initiationWebhookTimeout)
    switch InitiationAnswer(try await flow.send(letter)) {
    case .data(let data): return .data(data)
    case .refused(let why):
      let goesOn = settings.initiationWebhookFailure == .continues
      line.note(
        "initiation_data_refused",
        ["why": .string(why), "then": goesOn ? "the call goes on without the data" : "the call fails"])
      return goesOn ? .nothing : .failed(.initiationWebhookFailed(why))
    }
  }
}

extension Agent {
  /// Whether inbound calls ask the app first.
  var asksForInitiationData: Bool {
    platformSettings["overrides"]?["enable_conversation_initiation_client_data_from_webhook"]?.bool ?? false
  }
}

extension Conversation.Failure {
  /// The words are assumed; that the call lasts no time is not.
  static let initiationWebhookMissing = Conversation.Failure(
    code: 1011, reason: "Conversation initiation client data webhook is enabled but not configured.",
    type: "agent_configuration_error")

  /// Assumed: the service continues by default.
  static func initiationWebhookFailed(_ why: String) -> Conversation.Failure {
    Conversation.Failure(
      code: 1011, reason: "Conversation initiation client data webhook failed: \(why)", type: "integration_error")
  }
}
