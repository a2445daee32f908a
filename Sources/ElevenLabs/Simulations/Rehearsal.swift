internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// A conversation with a person who is made up for it: nobody waits, and no call takes place.
@LoopActor struct Rehearsal {
  /// What came of it.
  struct Result {
    var turns: [Turn]
    var agents: [Conversation.Visited]
    var analysis: Analysis
  }

  let session: Session
  private let sandbox: Sandbox
  private let specification: JSONValue
  private let turnsLimit: Int
  private let extraCriteria: [JSONValue]

  /// `body` is the request's, with defaults.
  init(of agent: Agent, _ body: JSONValue, in sandbox: Sandbox) {
    self.sandbox = sandbox
    specification = body["simulation_specification"] ?? [:]
    turnsLimit = Int(clamping: max(0, body["new_turns_limit"]?.integer ?? 10_000))
    extraCriteria = body["extra_evaluation_criteria"]?.array ?? []
    let variables = specification["dynamic_variables"] ?? [:]
    let conversation = Conversation(
      id: sandbox.newID("conv"), agentID: agent.id, agentName: agent.name, branchID: agent.branchID, status: .initiated,
      startedAt: sandbox.clock.now, clientData: ["dynamic_variables": variables])
    session = Session(agent, conversation, in: sandbox.world, limits: sandbox.limits)
  }

  /// Who the agent talks with: says the first message of `simulated_user_config`, then each line of its prompt that begins with
  /// a dash or stands in quotes, and talks politely where there are none.
  ///
  /// A model plays that person on the real service; this rule is ours.
  private var person: Person {
    var lines: [Person.Line] = []
    let user = specification["simulated_user_config"]
    if let first = user?["first_message"]?.string, !first.isEmpty { lines.append(Person.Line(first)) }
    for line in (user?["prompt"]?["prompt"]?.string ?? "").split(whereSeparator: \.isNewline) {
      let words = line.drop { $0.isWhitespace }
      if words.hasPrefix("- ") { lines.append(Person.Line(String(words.dropFirst(2)))) }
      if words.hasPrefix("\""), let end = words.dropFirst().lastIndex(of: "\"") {
        lines.append(Person.Line(String(words[words.index(after: words.startIndex)..<end])))
      }
    }
    var person = Person()
    person.lines = lines.isEmpty ? nil : lines
    return person
  }

  /// How many turns are made before others have their turn.
  private static let madeAtOnce = 200

  /// Lets both talk until the end, or until so many new turns.
  func run() async -> Result {
    let history = (specification["partial_conversation_history"]?.array ?? []).map { Turn($0) }
    var dialogue = Dialogue(session, person, PatternShelf.of(sandbox)) { [sandbox] name, session in
      sandbox.colleague(name, of: session)
    }
    dialogue.goOn(behind: history)
    var turns: [Turn] = []
    var ending = ""
    talking: while turns.count < turnsLimit {
      switch dialogue.nextBeat() {
      case .turn(let spoken):
        turns.append(spoken.turn)
        if turns.count.isMultiple(of: Self.madeAtOnce) { await LoopActor.turn() }
      case .call(let call, let time): dialogue.answer(await outcome(of: call, dialogue.session), at: time)
      case .end(let last, _):
        ending = last.reason
        break talking
      }
    }
    let all = history + turns
    let analysis = Analysis(
      of: all, ending: ending, agentName: session.agent.name, collected: dialogue.collected, session: dialogue.session,
      extraCriteria: extraCriteria)
    let first = Conversation.Visited(agentID: session.agent.id, branchID: session.agent.branchID)
    return Result(turns: turns, agents: [first] + dialogue.visited, analysis: analysis)
  }

  /// The mock's answer, or that of the app where a tool has no mock.
  private func outcome(of call: ServerToolCall, _ session: Session) async -> ToolOutcome {
    if let mock = specification["tool_mock_config"]?[call.tool.name] {
      return ToolOutcome(
        mock["default_return_value"]?.string ?? "Tool Called.", isError: mock["default_is_error"]?.bool ?? false)
    }
    let letter: Letter
    do throws(Placeholders.TooLong) {
      letter = try call.letter(in: session, secret: sandbox.secret)
    } catch {
      return ToolOutcome(error.message, isError: true, errorType: "too_long")
    }
    do throws(CancellationError) {
      let delivered = try await sandbox.run { flow throws(CancellationError) in try await flow.send(letter) }
      return ToolOutcome(delivered, latency: .zero)
    } catch {
      return ToolOutcome("The sandbox was reset.", isError: true, errorType: "reset")
    }
  }
}

extension Dialogue {
  /// Begins behind what was said already: the first message counts as said, and whoever did not speak last speaks now.
  mutating func goOn(behind history: [Turn]) {
    guard let last = history.last else { return }
    hasGreeted = true
    agentsWords = history.last { $0.role == .agent && $0.message != nil }?.message ?? ""
    personsWords = history.last { $0.role == .user }?.message ?? ""
    floor = last.role == .agent ? .person : .agent
    let said = history.last { $0.message != nil }?.message.map(Self.length) ?? .zero
    lastWord = Duration(clampingSeconds: max(0, last.at)) + said
    time = lastWord + Self.pause
  }
}
