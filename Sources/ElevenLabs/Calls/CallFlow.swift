internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// The story of one phone call of an agent: it rings, is talked through, ends, is analysed, and the app hears of it.
///
/// A class whose steps between two waits are plain functions, never inlined: what an asynchronous function holds is memory of each
/// running call, and a record that is changed there is 10 KB of it (measured).
@LoopActor final class CallFlow {
  let conversationID: String
  let line: Line
  let session: Session
  let ringingTimeout: Duration
  /// What the carrier must have taken whoever answered for, that the call is hung up.
  let hangsUpOn: [MachineDetection.Verdict]
  /// Hears how far the call comes: whoever placed it waits for that.
  let heard: @LoopActor @Sendable (Milestone) -> Void

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

  init(
    conversationID: String, line: Line, session: Session, ringingTimeout: Duration,
    hangsUpOn: [MachineDetection.Verdict] = [], heard: @escaping @LoopActor @Sendable (Milestone) -> Void = { _ in }
  ) {
    self.conversationID = conversationID
    self.line = line
    self.session = session
    self.ringingTimeout = ringingTimeout
    self.hangsUpOn = hangsUpOn
    self.heard = heard
  }

  func run(_ flow: Flow) async throws(CancellationError) {
    switch try await line.ring(timeout: ringingTimeout, in: flow) {
    case .ended(let status, _): neverConnected(status, flow)
    case .answered(let instant, _): try await connected(at: instant, flow)
    }
  }

  /// The story from the answer on, which is the same in both directions.
  func connected(at instant: Instant, _ flow: Flow) async throws(CancellationError) {
    begin(at: instant, flow)
    let result: Talk.Result
    if let silence = hungUpOnMachine() {
      result = silence
    } else {
      result = try await talk(from: instant, flow).run(flow)
    }
    finish(result, flow)
    guard result.ending.failure == nil else { return }
    try await flow.sleep(until: flow.now + analysing, for: Purpose("analysis", of: conversationID))
    analyse(result, flow)
  }

  @inline(never) private func begin(at instant: Instant, _ flow: Flow) {
    update(flow) { conversation in
      conversation.status = .inProgress
      conversation.acceptedAt = instant
      conversation.phoneCall?.callSID = line.callSID
    }
    heard(.answered)
  }

  @inline(never) private func finish(_ result: Talk.Result, _ flow: Flow) {
    if result.ending.isOverLimit { line.note("conversation_broken_off", ["why": .string(result.ending.reason)]) }
    line.end(.completed, by: result.ending.party)
    update(flow) { $0.finish(result, answeredBy: isMachine ? "voicemail" : "answered") }
    heard(.over)
    CallSlots.freed(in: flow.sandbox)
  }

  @inline(never) private func analyse(_ result: Talk.Result, _ flow: Flow) {
    update(flow) { conversation in
      conversation.status = .done
      conversation.analysis = Analysis(of: conversation, result)
    }
    WebhookOutbox.analysed(conversationID, in: flow.sandbox)
  }

  /// The end of a call that is not to go on where the carrier has heard a machine; nil where it goes on.
  @inline(never) private func hungUpOnMachine() -> Talk.Result? {
    guard let verdict = line.call?.answeredBy, hangsUpOn.contains(verdict) else { return nil }
    let ending = Dialogue.Ending(reason: "Answering machine detected", party: .application)
    return Talk.Result(ending: ending, session: session)
  }

  @inline(never) private func talk(from instant: Instant, _ flow: Flow) -> Talk {
    Talk(line, answeredAt: instant, session, byMachine: isMachine, in: flow.sandbox)
  }

  private var analysing: Duration { session.script?.analysedAfter ?? Self.analysing }

  private var isMachine: Bool { line.person.reaction == .voicemail }

  /// Nobody answered.
  ///
  /// That a Twilio call's `call_result` and `error_type` say so is inferred (reference §5.2).
  @inline(never) func neverConnected(_ status: Call.Status, _ flow: Flow) {
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
  ///
  /// A conversation that something broke keeps its transcript and gets no analysis (its analysis was not captured).
  @LoopActor mutating func finish(_ result: Talk.Result, answeredBy answer: String) {
    status = .processing
    transcript = result.turns
    durationSeconds = result.length.components.seconds
    terminationReason = result.ending.reason
    phoneCall?.result = answer
    hasAudio = !result.turns.isEmpty
    language = result.session.language
    timezone = result.session.timezone
    model = result.session.configuration.prompt["llm"]?.string
    enabledFeatures = Features(enabledIn: result.session)
    usedFeatures = result.used
    takenOver = result.visited.isEmpty ? nil : result.visited
    cost = Charge(transcript, seconds: durationSeconds).credits
    if let failure = result.ending.failure { fail(failure) }
  }
}
