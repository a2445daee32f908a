internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Where webhooks begin: what became of a call, told to whoever asked for it.
@LoopActor enum WebhookOutbox {
  /// A conversation is done: not at the hang-up, but when its analysis is.
  static func analysed(_ conversationID: String, in sandbox: Sandbox) {
    guard let conversation = sandbox.world[Conversation.self][conversationID],
      let subscription = WebhookSubscription(ofAgent: conversation.agentID, in: sandbox.world)
    else { return }
    for event in subscription.events {
      switch event {
      case .transcript: sendTranscript(of: conversation, subscription, in: sandbox)
      case .audio where conversation.hasAudio: sendAudio(of: conversation, subscription, in: sandbox)
      case .audio, .callInitiationFailure: break
      }
    }
  }

  /// Nobody was reached; a machine that picks up is somebody.
  static func neverConnected(_ conversationID: String, _ call: Call?, in sandbox: Sandbox) {
    guard let call, let conversation = sandbox.world[Conversation.self][conversationID] else { return }
    send(in: sandbox, to: conversation) { CallInitiationFailure(of: call, conversation, in: sandbox) }
  }

  /// The carrier did not take the call in the first place.
  ///
  /// Whether the service tells anybody is not known: a setting, off unless a scenario says otherwise.
  static func refused(_ conversation: Conversation, from: String, to: String, in sandbox: Sandbox) {
    guard sandbox.world[Settings.self].webhooks.dialRefusal == .callInitiationFailure else { return }
    send(in: sandbox, to: conversation) {
      CallInitiationFailure(refused: conversation, from: from, to: to, in: sandbox)
    }
  }

  private static func send(
    in sandbox: Sandbox, to conversation: Conversation, _ failure: () -> CallInitiationFailure
  ) {
    guard let subscription = WebhookSubscription(ofAgent: conversation.agentID, in: sandbox.world),
      subscription.events.contains(.callInitiationFailure)
    else { return }
    let payload = WebhookPayload(event: .callInitiationFailure, time: sandbox.clock.now, data: failure().data)
    start(
      delivery(of: .callInitiationFailure, conversation, subscription, payload.bytes(style(in: sandbox))), in: sandbox)
  }

  private static func sendTranscript(
    of conversation: Conversation, _ subscription: WebhookSubscription, in sandbox: Sandbox
  ) {
    let payload = WebhookPayload.transcription(
      of: conversation, tier: sandbox.world[User.self].tier, withTranscript: !subscription.excludesTranscript,
      at: sandbox.clock.now)
    var delivery = delivery(of: .transcript, conversation, subscription, payload.bytes(style(in: sandbox)))
    if subscription.wantsTraces {
      delivery.remark =
        "transcript_format is opentelemetry, of which nobody has published a body: this is the json form, and the real one differs."
    }
    start(delivery, in: sandbox)
  }

  /// The recording is made while the clock stands, as if it were part of the request.
  private static func sendAudio(
    of conversation: Conversation, _ subscription: WebhookSubscription, in sandbox: Sandbox
  ) {
    let time = sandbox.clock.now
    let style = style(in: sandbox)
    sandbox.start { flow throws(CancellationError) in
      let made = await flow.sandbox.clock.whileInFlight { await recording(of: conversation, at: time, style) }
      switch made {
      case .success(let body): try await delivery(of: .audio, conversation, subscription, body).run(flow)
      case .failure(let failure):
        delivery(of: .audio, conversation, subscription, []).tell(
          "webhook_not_sent", "There is no recording: \(failure.words)", in: flow)
      }
    }
  }

  private static func recording(
    of conversation: Conversation, at time: Instant, _ style: JSONStyle
  ) async -> Result<[UInt8], DialogueAudio.Failure> {
    do throws(DialogueAudio.Failure) {
      let mp3 = try await conversation.audio()
      return .success(await LoopActor.offLoop { WebhookPayload.audio(of: conversation, mp3: mp3, at: time, style) })
    } catch {
      return .failure(error)
    }
  }

  private static func delivery(
    of event: WebhookEvent, _ conversation: Conversation, _ subscription: WebhookSubscription, _ body: [UInt8]
  ) -> WebhookDelivery {
    WebhookDelivery(
      webhookID: subscription.webhookID, event: event, conversationID: conversation.id,
      callSID: conversation.phoneCall?.callSID ?? "", body: body)
  }

  private static func start(_ delivery: WebhookDelivery, in sandbox: Sandbox) {
    sandbox.start { flow throws(CancellationError) in try await delivery.run(flow) }
  }

  private static func style(in sandbox: Sandbox) -> JSONStyle { sandbox.world[Settings.self].webhooks.style }
}
