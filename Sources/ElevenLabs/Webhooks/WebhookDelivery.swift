internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// One event on its way to the app, as often as the service would try: a flow of its own, so that nothing waits for it.
@LoopActor struct WebhookDelivery {
  let webhookID: String
  let event: WebhookEvent
  let conversationID: String
  let callSID: String
  let body: [UInt8]
  /// What the journal says of a delivery that went well.
  var remark: String?

  func run(_ flow: Flow) async throws(CancellationError) {
    let retries = WebhookRetries.of(flow.sandbox)
    var attempt = 0
    while let webhook = receiver(in: flow) {
      let delivered = try await flow.send(letter(to: webhook, attempt, in: flow))
      note(delivered, in: flow)
      guard delivered.status != 200, mayTryAgain(webhook, delivered, in: flow),
        let pause = WebhookRetries.pause(after: attempt, &flow.sandbox.ids)
      else { return }
      guard retries.begin(webhookID) else {
        return tell(
          "webhook_retry_dropped",
          "\(WebhookRetries.mostPending) deliveries of webhook \(webhookID) wait for their next attempt already: more are given up.",
          in: flow)
      }
      defer { retries.end(webhookID) }
      attempt += 1
      try await flow.sleep(until: flow.now + pause, for: Purpose("retry of a webhook", of: conversationID))
    }
  }

  private func mayTryAgain(_ webhook: WorkspaceWebhook, _ delivered: Delivered, in flow: Flow) -> Bool {
    event.isRetried && webhook.retryEnabled
      && WebhookRetries.mayPass(delivered, flow.sandbox.world[Settings.self].webhooks)
  }

  /// The webhook as it is now; nil, which is told, where it takes nothing.
  private func receiver(in flow: Flow) -> WorkspaceWebhook? {
    guard let webhook = flow.sandbox.world[WorkspaceWebhook.self][webhookID] else {
      tell("webhook_not_sent", "Webhook \(webhookID) is gone, and the settings still name it.", in: flow)
      return nil
    }
    if webhook.isWorking { return webhook }
    let cause =
      webhook.isAutoDisabled
      ? "was given up after \(webhook.consecutiveFailures) failures without a success for 7 days (is_auto_disabled)"
      : "is switched off (is_disabled)"
    tell(
      "webhook_not_sent",
      "Webhook \(webhookID) (\(webhook.name)) \(cause): it gets nothing until PATCH /v1/workspace/webhooks/\(webhookID) "
        + "with is_disabled false.", in: flow)
    return nil
  }

  /// The request, signed anew for each attempt: a verifier minds a `t` of half an hour ago.
  ///
  /// `t` is the wall clock's time where the sandbox's lies behind it, for the same reason.
  private func letter(to webhook: WorkspaceWebhook, _ attempt: Int, in flow: Flow) -> Letter {
    let sandbox = flow.sandbox
    let settings = sandbox.world[Settings.self].webhooks
    let time = max(flow.now, Instant(nanoseconds: WallClock.now)).unixSeconds
    let signature = WebhookSignature(secret: webhook.signingSecret(in: sandbox), timestamp: time, body: body)
    var fields: Fields = [
      "content-type": "application/json", "\(WebhookSignature.fieldName.lowercased())": signature.field,
    ]
    for (name, value) in webhook.requestHeaders where fields[name.lowercased()] == nil {
      fields.append(name.lowercased(), value.string ?? "")
    }
    var letter = Letter(event.type, .post, webhook.url, fields: fields, body: body, timeout: settings.timeout)
    letter.isChunked = event == .audio
    let failure = WebhookFailure(webhook, timeout: settings.timeout)
    letter.explanation = { [remark] delivered in
      if delivered.status == 200 { return remark }
      let isLast = attempt == WebhookRetries.pauses.count || !WebhookRetries.mayPass(delivered, settings)
      return failure.hint(delivered) + " " + failure.prospect(event, isLast: isLast)
    }
    return letter
  }

  private func note(_ delivered: Delivered, in flow: Flow) {
    let now = flow.now
    let before = flow.sandbox.world[WorkspaceWebhook.self][webhookID]
    let after = flow.sandbox.world[WorkspaceWebhook.self].update(webhookID) { webhook in
      if delivered.status == 200 {
        webhook.noteSuccess(at: now)
      } else {
        webhook.noteFailure(status: delivered.status, at: now)
      }
    }
    guard let after, after.isAutoDisabled, before?.isAutoDisabled == false else { return }
    tell(
      "webhook_auto_disabled",
      "Webhook \(webhookID) (\(after.name)) has failed \(after.consecutiveFailures) times in a row and not worked for 7 days: "
        + "the service gives it up. Mend the app, then PATCH /v1/workspace/webhooks/\(webhookID) with is_disabled false.",
      in: flow)
  }

  func tell(_ event: String, _ hint: String, in flow: Flow) {
    flow.sandbox.journal.append(
      call: [
        "event": .string(event), "call_sid": .string(callSID), "conversation_id": .string(conversationID),
        "webhook_id": .string(webhookID), "type": .string(self.event.type), "hint": .string(hint),
      ], time: flow.now)
  }
}
