internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// A dialogue on a line: as long as it takes, and cut short where somebody hangs up.
@LoopActor struct Talk {
  /// What was said, and how it ended.
  struct Result {
    var turns: [Turn]
    var ending: Dialogue.Ending
    var length: Duration
    /// The session as it was at the end: another agent's after a transfer, with what tools found out.
    var session: Session
    var collected: JSONObject
    var used: Features
    var visited: [Conversation.Visited]

    init(
      turns: [Turn] = [], ending: Dialogue.Ending, length: Duration = .zero, session: Session,
      collected: JSONObject = [:], used: Features = [], visited: [Conversation.Visited] = []
    ) {
      self.turns = turns
      self.ending = ending
      self.length = length
      self.session = session
      self.collected = collected
      self.used = used
      self.visited = visited
    }
  }

  let line: Line
  let answeredAt: Instant
  private var dialogue: Dialogue

  init(
    _ line: Line, answeredAt: Instant, _ session: Session, byMachine: Bool, in sandbox: Sandbox
  ) {
    self.line = line
    self.answeredAt = answeredAt
    dialogue = Dialogue(session, line.person, isMachine: byMachine, PatternShelf.of(sandbox)) { name, session in
      sandbox.colleague(name, of: session)
    }
  }

  /// Lets it run to its end, or until the line is cut.
  ///
  /// Nobody sees a transcript before the end (measured live), so it sleeps once for many turns: at its end, and where the app's
  /// server is asked.
  mutating func run(_ flow: Flow) async throws(CancellationError) -> Result {
    var spoken: [Dialogue.Spoken] = []
    while true {
      switch dialogue.nextBeat() {
      case .turn(let turn): spoken.append(turn)
      case .call(let call, let time):
        let purpose = Purpose("server tool", of: line.callSID)
        guard try await line.wait(until: answeredAt + time, for: purpose, in: flow) else {
          return cut(spoken, flow)
        }
        let began = flow.now
        let delivered = try await flow.send(call.letter(in: dialogue.session, secret: flow.sandbox.secret))
        if line.endedBy != nil { return cut(spoken, flow) }
        let latency = Duration.nanoseconds(flow.now.nanoseconds - began.nanoseconds)
        flow.sandbox.note(callOf: call.tool, latency: latency)
        dialogue.answer(ToolOutcome(delivered, latency: latency), at: elapsed(flow))
      case .end(let ending, let time):
        let purpose = Purpose("end of the conversation", of: line.callSID)
        guard try await line.wait(until: answeredAt + time, for: purpose, in: flow) else {
          return cut(spoken, flow)
        }
        return result(spoken.map(\.turn), ending, length: time)
      }
    }
  }

  private func elapsed(_ flow: Flow) -> Duration {
    .nanoseconds(flow.now.nanoseconds - answeredAt.nanoseconds)
  }

  /// What had been said when somebody ended the call from outside.
  private func cut(_ spoken: [Dialogue.Spoken], _ flow: Flow) -> Result {
    let moment = elapsed(flow)
    let heard = spoken.filter { $0.start < moment }.map { $0.cut(at: moment).turn }
    return result(
      heard, Dialogue.Ending(reason: "Call ended by remote party", party: line.endedBy ?? .api), length: moment)
  }

  private func result(_ turns: [Turn], _ ending: Dialogue.Ending, length: Duration) -> Result {
    Result(
      turns: turns, ending: ending, length: length, session: dialogue.session, collected: dialogue.collected,
      used: dialogue.used, visited: dialogue.visited)
  }
}

extension Sandbox {
  /// The agent whom a scenario means by its name there, its id or its name, ready to take over.
  func colleague(_ name: String, of session: Session) -> Session? {
    let agents = world[Agent.self]
    let agent =
      agents[world[WorldNames.self].agents[name]?.string ?? name] ?? agents.all.first { $0.name == name }
    return agent.map { session.handedOver(to: $0, in: world) }
  }
}
