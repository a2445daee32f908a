internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// A dialogue on a line: as long as it takes, and cut short where somebody hangs up.
///
/// A class, as its result: what an asynchronous function holds while it sleeps is memory of each running call, and a session is
/// large.
@LoopActor final class Talk {
  /// What was said, and how it ended.
  @LoopActor final class Result {
    let turns: [Turn]
    let ending: Dialogue.Ending
    let length: Duration
    /// The session as it was at the end: another agent's after a transfer, with what tools found out.
    let session: Session
    let collected: JSONObject
    let used: Features
    let visited: [Conversation.Visited]

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

  /// Where a dialogue has to wait: the app's server is asked, or it is over.
  private final class Stop {
    let time: Duration
    let call: ServerToolCall?
    let ending: Dialogue.Ending?
    let isEnd: Bool

    init(_ time: Duration, call: ServerToolCall? = nil, ending: Dialogue.Ending? = nil) {
      self.time = time
      self.call = call
      self.ending = ending
      isEnd = call == nil
    }
  }

  private let line: Line
  private let answeredAt: Instant
  private var dialogue: Dialogue
  private var spoken: [Dialogue.Spoken] = []
  /// Where it has to wait next, once that is known.
  private var stop: Stop?

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
  func run(_ flow: Flow) async throws(CancellationError) -> Result {
    while true {
      let stop = if let near = nearStop() { near } else { try await farStop(flow) }
      let purpose = Purpose(stop.isEnd ? "end of the conversation" : "server tool", of: line.callSID)
      guard try await line.wait(until: answeredAt + stop.time, for: purpose, in: flow) else { return cut(flow) }
      if stop.isEnd { return result(of: stop) }
      try await ask(stop, flow)
      if line.endedBy != nil { return cut(flow) }
    }
  }

  /// How many beats are made while others wait; calls that somebody means have fewer.
  private static let madeAtOnce = 200

  /// Where it has to wait next, if that is not far.
  @inline(never) private func nearStop() -> Stop? {
    for _ in 0..<Self.madeAtOnce where goOn() == nil { break }
    return stop.take()
  }

  /// Where it has to wait next, however far that is: a conversation may have thousands of turns.
  @inline(never) private func farStop(_ flow: Flow) async throws(CancellationError) -> Stop {
    try await flow.inSlices { goOn() }
    guard let found = stop.take() else { preconditionFailure("a dialogue ends") }
    return found
  }

  /// Makes the next beat; answers nil once it has to wait.
  private func goOn() -> Int? {
    switch dialogue.nextBeat() {
    case .turn(let turn):
      spoken.append(turn)
      return 1_024
    case .call(let call, let time): stop = Stop(time, call: call)
    case .end(let ending, let time): stop = Stop(time, ending: ending)
    }
    return nil
  }

  /// Asks the app's server, and brings the dialogue its answer.
  private func ask(_ stop: Stop, _ flow: Flow) async throws(CancellationError) {
    guard let call = stop.call else { return }
    let began = flow.now
    let letter: Letter
    do throws(Placeholders.TooLong) {
      letter = try call.letter(in: dialogue.session, secret: flow.sandbox.secret)
    } catch {
      return dialogue.answer(ToolOutcome(error.message, isError: true, errorType: "too_long"), at: elapsed(flow))
    }
    let delivered = try await flow.send(letter)
    guard line.endedBy == nil else { return }
    let latency = flow.now - began
    flow.sandbox.note(callOf: call.tool, latency: latency)
    dialogue.answer(ToolOutcome(delivered, latency: latency), at: elapsed(flow))
  }

  private func elapsed(_ flow: Flow) -> Duration { flow.now - answeredAt }

  /// What had been said when somebody ended the call from outside.
  @inline(never) private func cut(_ flow: Flow) -> Result {
    let moment = elapsed(flow)
    let heard = spoken.filter { $0.start < moment }.map { $0.cut(at: moment).turn }
    return result(
      heard, Dialogue.Ending(reason: "Call ended by remote party", party: line.endedBy ?? .api), length: moment)
  }

  @inline(never) private func result(of stop: Stop) -> Result {
    result(spoken.map(\.turn), stop.ending ?? .personHungUp, length: stop.time)
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
