internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Batch calling: submit, list, get, cancel, retry, delete, export.
@LoopActor enum BatchCallRoutes {
  static let handlers: [String: Handler] = [
    "create_batch_call": submit,
    "get_workspace_batch_calls": list,
    "get_batch_call": get,
    "cancel_batch_call": cancel,
    "retry_batch_call": retry,
    "delete_batch_call": delete,
    "export_batch_call": export,
  ]

  private static func find(_ exchange: Exchange) throws(APIError) -> Batch {
    let id = exchange.path("batch_id")
    guard let batch = exchange.sandbox.world[Batch.self][id] else { throw .batchNotFound(id) }
    return batch
  }

  /// Order of the checks: agent, number, provider, as for a single call (assumed).
  private static func submit(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let agent = try AgentRoutes.find(exchange.text("agent_id"), in: sandbox)
    let number = try number(exchange)
    let now = sandbox.clock.now
    let batch = Batch(exchange.body, id: sandbox.newID("btcal"), agent: agent, number: number, at: now)
    exchange.hint = BatchHints.submitted(batch, exchange.body, in: sandbox)
    sandbox.world[Batch.self].put(batch)
    let sent = exchange.sentBody?["recipients"]?.array ?? []
    for (place, one) in (exchange.body("recipients")?.array ?? []).enumerated() {
      // Unknown members of the client data are kept, as a single call keeps them.
      var recipient = one.object ?? [:]
      if let data = sent[place]["conversation_initiation_client_data"] {
        recipient["conversation_initiation_client_data"] = data
      }
      // A millisecond younger than the batch, as captured.
      let id = sandbox.ids.resource("rcpt", at: now + .milliseconds(1))
      sandbox.world[BatchRecipient.self].put(
        BatchRecipient(.object(recipient), id: id, batchID: batch.id, place: place, at: now))
    }
    BatchRuns.of(sandbox).run(batch.id, in: sandbox)
    return .json(.object(batch.json))
  }

  /// The number to call from; nil of a batch over WhatsApp.
  private static func number(_ exchange: Exchange) throws(APIError) -> PhoneNumber? {
    guard let id = exchange.body("agent_phone_number_id")?.string else {
      guard exchange.body("whatsapp_params") == nil else { return nil }
      throw APIError("batch_call_without_number")
    }
    let number = try CallPlacement.number(id, in: exchange.sandbox)
    _ = try carriage(number)
    return number
  }

  /// What the calls of a batch go through: whatever the number is of.
  static func carriage(_ number: PhoneNumber) throws(APIError) -> CallPlacement.Carriage {
    switch number.provider {
    case .sipTrunk: try SIPTrunkCallRoutes.carriage(number)
    case .twilio, .exotel: try OutboundCallRoutes.carriage(number)
    }
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let batch = try find(exchange)
    let now = exchange.sandbox.clock.now
    let world = exchange.sandbox.world
    return beside(batch, in: world) {
      var answer = batch.json
      let recipients = world.recipients(in: BatchRecipient.group(batch.id))
      answer.append("recipients", .array(recipients.map { $0.json(at: now) }))
      return .json(.object(answer))
    }
  }

  /// So many recipients are listed or changed while others wait.
  private static let manyRecipients = 1_000

  /// Answers beside the loop if the batch has many recipients.
  private static func beside(
    _ batch: Batch, in world: World, _ answer: @escaping @Sendable () -> Answer
  ) -> Answer {
    guard world[BatchRecipient.self].count(in: BatchRecipient.group(batch.id)) > manyRecipients else { return answer() }
    return .later { await LoopActor.offLoop(answer) }
  }

  /// Changes recipients, or removes them where `change` is nil, many of them in slices, and then answers.
  private static func change(
    _ recipients: [BatchRecipient], in sandbox: Sandbox, _ change: (@Sendable (inout BatchRecipient) -> Void)?,
    then answer: @escaping @LoopActor @Sendable () -> Answer
  ) -> Answer {
    var rest = recipients.makeIterator()
    let step: @LoopActor () -> Int? = {
      guard let id = rest.next()?.id else { return nil }
      if let change {
        sandbox.world[BatchRecipient.self].update(id, change)
      } else {
        sandbox.world[BatchRecipient.self].remove(id)
      }
      return 0
    }
    guard recipients.count > manyRecipients else {
      while step() != nil {}
      return answer()
    }
    return .later {
      await LoopSlices.finish(step)
      return answer()
    }
  }

  /// Newest first, and pages of at least one: both assumed.
  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var cursor: Cursor?
    if let text = exchange.query("last_doc")?.string, !text.isEmpty {
      cursor = Cursor(text)
      guard cursor?.isNumeric == true else { throw APIError("invalid_cursor", ["cursor": text]) }
    }
    let page = exchange.sandbox.world[Batch.self].page(
      of: max(1, Int(exchange.query("limit")?.integer ?? 100)), after: cursor,
      in: exchange.query("agent_id")?.string.map(Batch.agentGroup))
    return .json([
      "batch_calls": .array(page.elements.map { .object($0.json) }), "next_doc": JSONValue(page.nextCursor),
      "has_more": .bool(page.nextCursor != nil),
    ])
  }

  /// Those who are pending are called no more; calls that are live go on to their end (assumed).
  private static func cancel(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var batch = try find(exchange)
    let sandbox = exchange.sandbox
    let now = sandbox.clock.now
    guard batch.status == .pending || batch.status == .inProgress else {
      exchange.hint = "The batch is \(batch.status.rawValue) already: there was nothing to cancel."
      return .json(.object(batch.json))
    }
    batch.status = .cancelled
    batch.updatedAt = now
    sandbox.world[Batch.self].put(batch)
    BatchRuns.of(sandbox).stop(batch.id)
    let pending = sandbox.world.recipients(in: BatchRecipient.pendingGroup(batch.id))
    return change(pending, in: sandbox) { recipient in
      guard recipient.status == .pending else { return }
      recipient.status = .cancelled
      recipient.updatedAt = now
    } then: { [batch] in
      .json(.object(batch.json))
    }
  }

  /// Calls those again whom no call reached: the failed, unanswered ones among them, not those cancelled or on voicemail.
  private static func retry(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var batch = try find(exchange)
    let sandbox = exchange.sandbox
    let now = sandbox.clock.now
    let failed = sandbox.world.recipients(in: BatchRecipient.failedGroup(batch.id))
    guard !failed.isEmpty else {
      exchange.hint = "No call of this batch has failed: there was nothing to retry, and retry_count stays."
      return .json(.object(batch.json))
    }
    batch.dispatched = batch.dispatched.subtractingSaturating(failed.count)
    batch.finished = batch.finished.subtractingSaturating(failed.count)
    batch.retryCount = batch.retryCount.addingSaturating(1)
    batch.status = .inProgress
    batch.updatedAt = now
    sandbox.world[Batch.self].put(batch)
    return change(failed, in: sandbox) { recipient in
      guard recipient.status == .failed else { return }
      recipient.status = .pending
      recipient.updatedAt = now
    } then: { [batch] in
      // The sandbox may have been reset meanwhile.
      if sandbox.world[Batch.self][batch.id] != nil { BatchRuns.of(sandbox).run(batch.id, in: sandbox) }
      return .json(.object(batch.json))
    }
  }

  /// Batch and recipients are gone; their conversations stay, and live calls go on (the latter assumed).
  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let batch = try find(exchange)
    let sandbox = exchange.sandbox
    sandbox.world[Batch.self].remove(batch.id)
    BatchRuns.of(sandbox).stop(batch.id)
    let all = sandbox.world.recipients(in: BatchRecipient.group(batch.id))
    return change(all, in: sandbox, .none) { .empty }
  }

  private static func export(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let batch = try find(exchange)
    let limit = exchange.query("limit")?.integer.map { max(0, Int($0)) } ?? .max
    let (world, now) = (exchange.sandbox.world, exchange.sandbox.clock.now)
    return beside(batch, in: world) {
      let recipients = world.recipients(in: BatchRecipient.group(batch.id), limit: limit)
      return .bytes(BatchExport.csv(recipients, in: world, at: now), contentType: "text/csv; charset=utf-8")
    }
  }
}
