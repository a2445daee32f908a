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

  /// From the end of a call to its analysis (a delivery of 2025-11 came 5 s after the end).
  static let analysing = Duration.seconds(5)

  func run(_ flow: Flow) async throws(CancellationError) {
    switch try await line.ring(timeout: ringingTimeout, in: flow) {
    case .ended(let status, _): neverConnected(status, flow)
    case .answered(let instant, let byMachine):
      update(flow) { conversation in
        conversation.status = .inProgress
        conversation.acceptedAt = instant
      }
      var talk = Talk(line, answeredAt: instant, session, byMachine: byMachine, in: flow.sandbox)
      let result = try await talk.run(flow)
      line.end(.completed, by: result.ending.party)
      update(flow) { $0.finish(result, answeredBy: byMachine ? "voicemail" : "answered") }
      guard result.ending.failure == nil else { return }
      try await flow.sleep(
        until: flow.now + (session.script?.analysedAfter ?? Self.analysing),
        for: Purpose("analysis", of: conversationID))
      update(flow) { conversation in
        conversation.status = .done
        conversation.analysis = Analysis(of: conversation, result)
      }
      WebhookOutbox.analysed(conversationID, in: flow.sandbox)
    }
  }

  /// Nobody answered.
  ///
  /// That `call_result` and `error_type` say so is inferred (reference §5.2).
  private func neverConnected(_ status: Call.Status, _ flow: Flow) {
    update(flow) { conversation in
      let (result, type, reason) =
        switch status {
        case .busy: ("busy", "line_busy", "Busy")
        case .noAnswer: ("no_answer", "no_answer", "No answer")
        default: ("failed", "call_initialization_error", "The call could not be connected")
        }
      conversation.phoneCall?.result = result
      conversation.fail(Conversation.Failure(code: 1011, reason: reason, type: type))
    }
    WebhookOutbox.neverConnected(conversationID, line.call, in: flow.sandbox)
  }

  private func update(_ flow: Flow, _ change: (inout Conversation) -> Void) {
    flow.sandbox.world[Conversation.self].update(conversationID, change)
  }
}

extension Conversation {
  /// Takes over what was said: the call is over, its analysis is not.
  ///
  /// A conversation that something broke keeps its transcript and gets no analysis (its analysis was not captured).
  mutating func finish(_ result: Talk.Result, answeredBy answer: String) {
    status = .processing
    transcript = result.turns
    durationSeconds = result.length.components.seconds
    terminationReason = result.ending.reason
    phoneCall?.result = answer
    hasAudio = !result.turns.isEmpty
    language = result.session.language
    timezone = result.session.timezone
    model = result.session.configuration["agent"]?["prompt"]?["llm"]?.string
    enabledFeatures = Features(enabledIn: result.session)
    usedFeatures = result.used
    takenOver = result.visited.isEmpty ? nil : result.visited
    cost = Charge(transcript, seconds: durationSeconds).credits
    if let failure = result.ending.failure { fail(failure) }
  }
}
