internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// The story of one phone call of an agent: it rings, is talked through, ends, is analysed, and the app hears of it.
@LoopActor struct CallFlow {
  let conversationID: String
  let line: Line
  let session: Session
  let ringingTimeout: Duration
  /// What the carrier must have taken whoever answered for, that the call is hung up.
  var hangsUpOn: [MachineDetection.Verdict] = []
  /// Hears how far the call comes: whoever placed it waits for that.
  var heard: @LoopActor @Sendable (Milestone) -> Void = { _ in }

  /// What others wait for.
  enum Milestone: Sendable {
    /// Somebody picked up, or a machine did.
    case answered
    /// Nobody did; it is over.
    case neverConnected(Conversation.Failure)
    /// What was answered is over; its analysis is not.
    case over
  }

  /// From the end of a call to its analysis (a delivery of 2025-11 came 5 s after the end).
  static let analysing = Duration.seconds(5)

  func run(_ flow: Flow) async throws(CancellationError) {
    switch try await line.ring(timeout: ringingTimeout, in: flow) {
    case .ended(let status, _): neverConnected(status, flow)
    case .answered(let instant, _): try await connected(at: instant, flow)
    }
  }

  /// The story from the answer on, which is the same in both directions.
  func connected(at instant: Instant, _ flow: Flow) async throws(CancellationError) {
    update(flow) { conversation in
      conversation.status = .inProgress
      conversation.acceptedAt = instant
      conversation.phoneCall?.callSID = line.callSID
    }
    heard(.answered)
    let result = try await talk(from: instant, flow)
    line.end(.completed, by: result.ending.party)
    update(flow) { $0.finish(result) }
    heard(.over)
    CallSlots.freed(in: flow.sandbox)
    try await flow.sleep(until: flow.now + Self.analysing, for: Purpose("analysis", of: conversationID))
    update(flow) { conversation in
      conversation.status = .done
      conversation.analysis = Analysis(of: conversation, in: session)
    }
    WebhookOutbox.analysed(conversationID, in: flow.sandbox)
  }

  private func talk(from instant: Instant, _ flow: Flow) async throws(CancellationError) -> Talk.Result {
    if let verdict = line.call?.answeredBy, hangsUpOn.contains(verdict) {
      let ending = Dialogue.Ending(reason: "Answering machine detected", party: .application)
      return Talk.Result(ending: ending, length: .zero)
    }
    var talk = Talk(line: line, answeredAt: instant, dialogue: Dialogue(session, line.person))
    return try await talk.run(flow)
  }

  /// Nobody answered.
  ///
  /// That a Twilio call's `call_result` and `error_type` say so is inferred (reference §5.2).
  func neverConnected(_ status: Call.Status, _ flow: Flow) {
    guard let call = line.call else { return }
    let (result, type, reason) =
      switch status {
      case .busy: ("busy", "line_busy", "Busy")
      case .noAnswer: ("no_answer", "no_answer", "No answer")
      default: ("failed", "call_initialization_error", "The call could not be connected")
      }
    let failure =
      call.isTwilios
      ? Conversation.Failure(code: 1011, reason: reason, type: type)
      : InviteFailure(call).record
    update(flow) { conversation in
      conversation.phoneCall?.result = result
      conversation.fail(failure)
    }
    WebhookOutbox.neverConnected(conversationID, line.call, in: flow.sandbox)
    heard(.neverConnected(failure))
    CallSlots.freed(in: flow.sandbox)
  }

  private func update(_ flow: Flow, _ change: (inout Conversation) -> Void) {
    flow.sandbox.world[Conversation.self].update(conversationID, change)
  }
}

extension Conversation {
  /// Takes over what was said: the call is over, its analysis is not.
  mutating func finish(_ result: Talk.Result) {
    status = .processing
    transcript = result.turns
    durationSeconds = result.length.components.seconds
    terminationReason = result.ending.reason
    phoneCall?.result = "answered"
    hasAudio = true
  }
}

extension Analysis {
  init(of conversation: Conversation, in session: Session) {
    self.init()
    outcome = .success
    summary = "The agent \(session.agent.name) spoke with the caller."
    title = "Conversation"
  }
}
