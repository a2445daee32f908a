internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// The story of a batch: it waits for its time, calls as many as may be called at once, and the next as soon as one is over.
@LoopActor struct BatchFlow {
  let batchID: String
  let run: BatchRun
  let sandbox: Sandbox

  func run(_ flow: Flow) async throws(CancellationError) {
    guard let scheduled = batch?.scheduledAt else { return }
    try await flow.sleep(until: scheduled, or: run.bell, for: Purpose("start of batch", of: batchID))
    update { batch in
      if batch.status == .pending { batch.status = .inProgress }
    }
    try await callAll(flow)
    let couldCall = canCall
    update { batch in
      guard batch.status == .inProgress else { return }
      batch.status = couldCall || batch.scheduled == 0 ? .completed : .failed
    }
  }

  private var batch: Batch? { sandbox.world[Batch.self][batchID] }

  private func update(_ change: (inout Batch) -> Void) {
    let now = sandbox.clock.now
    sandbox.world[Batch.self].update(batchID) { batch in
      change(&batch)
      batch.updatedAt = now
    }
  }

  /// How many calls are placed before others have their turn: a plan without a limit places thousands at one instant.
  ///
  /// A number and not a time, so that equal runs are equal.
  private static let slice = 32

  /// What comes after some calls were placed.
  private enum Next {
    case more
    case wait(Latch)
    case over
  }

  private func callAll(_ flow: Flow) async throws(CancellationError) {
    while true {
      switch dispatch() {
      case .more: try await flow.turn()
      case .wait(let latch): try await flow.wait(for: latch)
      case .over: return
      }
    }
  }

  /// Calls those whom it may call now, as many as one slice has.
  private func dispatch() -> Next {
    var count = 0
    while let recipient = sandbox.world.recipients(in: BatchRecipient.pendingGroup(batchID), limit: 1).first {
      guard let batch else { break }
      if count >= Self.slice { return .more }
      count += weight(recipient, of: batch)
      let settings = sandbox.world[Settings.self]
      if let most = batch.concurrency(settings, tier: sandbox.world[User.self].tier), run.live >= most {
        return .wait(run.next)
      }
      let obstacle = CallObstacle.of(sandbox.world[Agent.self][batch.agentID], in: sandbox)
      // Where nothing may ever be live, nobody waits for it.
      if case .concurrency(let limit) = obstacle, limit > 0 {
        return .wait(CallSlots.next(in: sandbox))
      }
      call(recipient, of: batch, obstacle)
    }
    return run.live > 0 ? .wait(run.next) : .over
  }

  /// How many usual calls one costs: every call takes over its agent's variables and its own.
  private func weight(_ recipient: BatchRecipient, of batch: Batch) -> Int {
    let variables = sandbox.world[Agent.self][batch.agentID]?.configuration.defaults.count ?? 0
    let sent = recipient.clientData["dynamic_variables"]?.object?.count ?? 0
    return 1 + (variables + sent) / 256
  }

  private func call(_ recipient: BatchRecipient, of batch: Batch, _ obstacle: CallObstacle?) {
    guard let agent = sandbox.world[Agent.self][batch.agentID], let (number, carriage) = carriage,
      let to = recipient.phoneNumber
    else { return finish(recipient.id, .failed, isNew: true) }
    var placement = CallPlacement(
      agent: agent, number: number, carriage: carriage, to: to, clientData: recipient.clientData,
      config: batch.callConfig)
    placement.batchCall = Conversation.BatchCall(batchID: batchID, recipientID: recipient.recipientID)
    let outcome = placement.place(in: sandbox, failing: obstacle?.record) { milestone in hear(milestone, recipient.id) }
    switch outcome {
    case .placed(let id, _, .some):
      run.live += 1
      change(recipient.id, .dispatched, conversation: id)
      update { $0.dispatched = $0.dispatched.addingSaturating(1) }
    case .placed(let id, _, nil): finish(recipient.id, .failed, conversation: id, isNew: true)
    case .refused(_, let conversation): finish(recipient.id, .failed, conversation: conversation.id, isNew: true)
    }
  }

  private var canCall: Bool {
    guard let batch else { return false }
    return sandbox.world[Agent.self][batch.agentID] != nil && carriage != nil
  }

  /// What the calls go through; nil where the number is gone, or can no longer call.
  private var carriage: (PhoneNumber, CallPlacement.Carriage)? {
    guard let id = batch?.phoneNumberID, let number = sandbox.world[PhoneNumber.self][id],
      let carriage = try? BatchCallRoutes.carriage(number)
    else { return nil }
    return (number, carriage)
  }

  /// Follows a call; one of a life that is over is told nothing any more.
  private func hear(_ milestone: CallFlow.Milestone, _ recipientID: String) {
    switch milestone {
    case .answered: change(recipientID, .inProgress)
    case .neverConnected:
      run.live -= 1
      finish(recipientID, .failed)
      run.wake()
    case .over:
      run.live -= 1
      finish(recipientID, ending(of: recipientID))
      run.wake()
    }
  }

  /// How a call that was answered ended for the batch.
  private func ending(of recipientID: String) -> BatchRecipient.Status {
    guard let id = sandbox.world[BatchRecipient.self][recipientID]?.conversationID,
      let conversation = sandbox.world[Conversation.self][id]
    else { return .completed }
    if conversation.status == .failed { return .failed }
    return conversation.phoneCall?.result == "voicemail" ? .voicemail : .completed
  }

  /// The call to a recipient is over; one that is new never was under way.
  private func finish(
    _ recipientID: String, _ status: BatchRecipient.Status, conversation: String? = nil, isNew: Bool = false
  ) {
    change(recipientID, status, conversation: conversation)
    update { batch in
      if isNew { batch.dispatched = batch.dispatched.addingSaturating(1) }
      batch.finished = batch.finished.addingSaturating(1)
    }
  }

  private func change(_ recipientID: String, _ status: BatchRecipient.Status, conversation: String? = nil) {
    let now = sandbox.clock.now
    sandbox.world[BatchRecipient.self].update(recipientID) { recipient in
      recipient.status = status
      recipient.updatedAt = now
      if let conversation { recipient.conversationID = conversation }
    }
  }
}
