internal import EventLoop
internal import JSON
internal import Simulation

/// What a batch that was accepted should still tell who submitted it.
@LoopActor enum BatchHints {
  static func submitted(_ batch: Batch, _ body: JSONValue, in sandbox: Sandbox) -> String? {
    let recipients = body["recipients"]?.array ?? []
    if recipients.isEmpty {
      return "recipients is empty: the batch is complete at once. What the real service answers then is not known."
    }
    let overWhatsApp = recipients.count { $0["phone_number"]?.string == nil && $0["whatsapp_user_id"]?.string != nil }
    if overWhatsApp > 0 {
      return
        "\(overWhatsApp) of \(recipients.count) recipients have a whatsapp_user_id and no phone_number: they fail, since "
        + "nothing carries WhatsApp calls here."
    }
    if let sent = body["scheduled_time_unix"]?.integer, sent > 100_000_000_000 {
      return "scheduled_time_unix \(sent) looks like milliseconds: it counts seconds, and the batch waits for ever."
    }
    if let sent = body["scheduled_time_unix"]?.integer, sent < batch.createdAt.unixSeconds {
      return "scheduled_time_unix \(sent) is past; the sandbox's time is \(batch.createdAt.unixSeconds). The batch "
        + "starts now (inferred)."
    }
    let tier = sandbox.world[User.self].tier
    if let target = batch.targetConcurrency, let most = ConcurrencyLimit.plan.number(for: tier), target > most {
      return
        "target_concurrency_limit \(target) is above the \(most) concurrent calls of the plan \"\(tier)\"; what the "
        + "real service answers then is not known, and nothing is refused here."
    }
    return nil
  }
}
