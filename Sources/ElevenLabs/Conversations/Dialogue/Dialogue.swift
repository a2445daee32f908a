internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Who says what, and when: the course of a conversation without any waiting.
///
/// Times count from the answer. Whoever runs it sleeps where something has to happen at its time, brings the answers of server
/// tools, and may cut it short.
@LoopActor struct Dialogue {
  /// What happens next.
  enum Beat {
    /// Somebody speaks, or a tool is called or answers.
    case turn(Spoken)
    /// The app's server is asked at this time; `answer(_:at:)` brings what it said.
    case call(ServerToolCall, at: Duration)
    /// It is over.
    case end(Ending, at: Duration)
  }

  /// A turn with its exact times.
  struct Spoken {
    var turn: Turn
    var start: Duration
    var end: Duration
  }

  /// How a conversation ended.
  struct Ending: Equatable {
    var reason: String
    var party: Line.Party
    /// What broke; nil where nothing did.
    var failure: Conversation.Failure?
    /// Whether it was Ringback that ended it, since it asked for more than a limit.
    var isOverLimit = false

    static let personHungUp = Ending(reason: "Call ended by remote party", party: .person)
    static let tooLong = Ending(reason: "Max duration limit reached", party: .application)
  }

  /// Whose turn it is.
  enum Floor { case agent, person }

  /// How fast people and agents speak: 15 characters a second (assumed).
  nonisolated static func length(of text: String) -> Duration {
    Duration(clampingMilliseconds: max(600, text.utf8.count.multipliedSaturating(by: 1_000) / 15))
  }
  /// From the end of one turn to the start of the next (assumed).
  nonisolated static let pause = Duration.seconds(1)
  /// How long a machine records silence before it hangs up (assumed).
  nonisolated static let recording = Duration.seconds(30)

  /// The agent who speaks now, with all that he knows.
  var session: Session
  let person: Person
  /// Whether a machine has answered.
  let isMachine: Bool
  let shelf: PatternShelf
  /// Finds an agent to hand over to, by the name that a scenario gives.
  let colleague: @LoopActor (String, Session) -> Session?

  var floor = Floor.agent
  var time = Duration.zero
  /// When the last word was said.
  var lastWord = Duration.zero
  var agentsWords = ""
  var personsWords = ""
  /// Whether the person had nothing to say to the agent's last words.
  var isUnanswered = false
  var hasGreeted = false
  var state = Progress()
  /// The agents who took over.
  var visited: [Conversation.Visited] = []
  /// What people answered, by the name under which it is kept, in order.
  var collected: JSONObject = [:]
  var used: Features = []
  private var beats: [Beat] = []
  private var next = 0
  private var ended: (ending: Ending, time: Duration)?
  private var limit: (ending: Ending, time: Duration)
  var openCall: (call: ServerToolCall, start: Duration)?
  private var toolCalls = 0
  private var steps = StepCounter<Duration>()
  /// Turns that were planned; some of them may be cut off.
  private var turns = 0
  /// The names of the agents who have the call handed to them at one moment, to tell who hands it around.
  private var handovers: (time: Duration, names: [String]) = (.zero, [])
  /// Whether the agent has said that time is up.
  private var hasParted = false

  init(
    _ session: Session, _ person: Person, isMachine: Bool = false, _ shelf: PatternShelf,
    colleague: @escaping @LoopActor (String, Session) -> Session? = { _, _ in nil }
  ) {
    self.session = session
    self.person = person
    self.isMachine = isMachine
    self.shelf = shelf
    self.colleague = colleague
    limit = (.tooLong, session.longest)
    if case .after(let time)? = person.hangsUp, time < limit.time { limit = (.personHungUp, time) }
    state.agentLines = session.script?.lines.map { $0[...] }
    state.personLines = person.lines.map { $0[...] }
    if let refusal = session.refusal {
      // The service drops such a call about a second after the answer (field report of a bridged call).
      let failure = Conversation.Failure(code: 1008, reason: refusal.reason, type: "invalid_client_request")
      end(
        Ending(
          reason: refusal.reason, party: .application, failure: refusal.fails ? failure : nil,
          isOverLimit: refusal.isOverLimit), at: .seconds(1))
    }
  }

  /// What happens next; behind the end comes the end again.
  mutating func nextBeat() -> Beat {
    while true {
      if let ended { return .end(ended.ending, at: ended.time) }
      guard next < beats.count else {
        beats.removeAll(keepingCapacity: true)
        next = 0
        if time >= limit.time {
          reachLimit()
        } else if !steps.take(at: time, atMost: session.limits.stepsAtOneInstant) {
          breakLoop()
        } else if turns > session.limits.conversationTurns {
          breakOff(
            "The conversation has more than \(session.limits.conversationTurns) turns (--limit conversation-turns).")
        } else if floor == .agent {
          agentsTurn()
        } else {
          personsTurn()
        }
        continue
      }
      next += 1
      if let beat = due(beats[next - 1]) { return beat }
    }
  }

  /// The beat where it is in time; nil where the conversation has ended before it.
  private mutating func due(_ beat: Beat) -> Beat? {
    switch beat {
    case .turn(let spoken):
      guard spoken.start < limit.time else { return late() }
      guard spoken.end > limit.time else { return beat }
      let cut = spoken.cut(at: limit.time)
      _ = late()
      return .turn(cut)
    case .call(let call, let start):
      guard start < limit.time else { return late() }
      openCall = (call, start)
      return beat
    case .end(let ending, let end):
      guard end < limit.time else { return late() }
      ended = (ending, end)
      return nil
    }
  }

  /// Notes who has the call now.
  mutating func noteHandover(from one: Agent, to other: Agent) {
    if handovers.time != time || handovers.names.isEmpty { handovers = (time, [one.name]) }
    if handovers.names.count == Self.knownHandovers { handovers.names.removeFirst() }
    handovers.names.append(other.name)
  }

  /// More agents than are in any circle that somebody meant.
  private static let knownHandovers = 20

  /// Ends a conversation that goes on without time passing: agents hand the call to each other and say nothing.
  private mutating func breakLoop() {
    var transfers = ""
    let names = handovers.names
    if handovers.time == time, let last = names.last {
      let circle = names[(names.dropLast().lastIndex(of: last) ?? names.startIndex)...]
      transfers = " Agents transfer the call in a circle and say nothing: \(circle.joined(separator: " → "))."
    }
    breakOff(
      "The conversation takes more than \(session.limits.stepsAtOneInstant) steps without time passing "
        + "(--limit steps-at-one-instant).\(transfers)")
  }

  /// Ends the conversation as failed, for a reason that is Ringback's.
  mutating func breakOff(_ reason: String) {
    let failure = Conversation.Failure(code: 1011, reason: reason, type: nil)
    end(
      Ending(reason: reason, party: .application, failure: failure, isOverLimit: true), at: max(lastWord, time))
  }

  private mutating func late() -> Beat? {
    beats.removeAll()
    next = 0
    reachLimit()
    return nil
  }

  /// Nobody may speak on: the agent says so where he has words for it.
  private mutating func reachLimit() {
    ended = limit
    guard limit.ending == .tooLong, !hasParted, !session.partingMessage.isEmpty else { return }
    hasParted = true
    ended = nil
    time = limit.time
    do throws(Placeholders.TooLong) {
      let words = try session.filled(session.partingMessage)
      limit.time += Self.length(of: words) + .milliseconds(1)
      agentSays(filled: words)
      end(limit.ending, at: lastWord)
    } catch {
      limit.time += .milliseconds(1)
      breakOff(error.message)
    }
  }

  /// Puts a turn behind those that are planned.
  mutating func plan(_ turn: Turn, from start: Duration, to end: Duration) {
    turns += 1
    beats.append(.turn(Spoken(turn: turn, start: start, end: end)))
  }

  /// Plans a server tool's call.
  mutating func plan(_ call: ServerToolCall, at start: Duration) { beats.append(.call(call, at: start)) }

  /// Plans the end.
  mutating func end(_ ending: Ending, at time: Duration) { beats.append(.end(ending, at: time)) }

  /// Nobody has anything to say any more.
  mutating func fallSilent() {
    if let longest = session.longestSilence {
      end(
        Ending(reason: "Ending conversation after \(longest) seconds of silence.", party: .application),
        at: lastWord + Duration(clampingSeconds: longest))
    } else if isMachine {
      end(.personHungUp, at: lastWord + Self.recording)
    } else if person.lines?.isEmpty == true {
      // Somebody who never says anything does not hang up either.
      end(limit.ending, at: limit.time)
    } else {
      end(.personHungUp, at: max(time, lastWord))
    }
  }

  /// Lets time pass in silence until somebody speaks; answers false where that is longer than the agent bears.
  mutating func passes(until moment: Duration) -> Bool {
    if let longest = session.longestSilence, moment - lastWord > Duration(clampingSeconds: longest) {
      fallSilent()
      return false
    }
    time = max(time, moment)
    return true
  }

  /// A name for a tool's call that is the same in every run.
  mutating func requestID() -> String {
    toolCalls += 1
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "tool/\(session.opening.id)/\(toolCalls)"))
    return ids.hexadecimal("call_", digits: 24)
  }
}

extension Dialogue {
  /// How far both have come in what they have to say.
  struct Progress {
    /// Nil talks by itself.
    ///
    /// A slice, as those that follow: of thousands the first is taken again and again.
    var agentLines: ArraySlice<AgentScript.Line>?
    var personLines: ArraySlice<Person.Line>?
    /// What the agent still wants to know; nil until he has thought about it.
    var questions: ArraySlice<Question>?
    /// What the person's next answer is an answer to.
    var wanted: Question?
    var nods = 0
    var sentences = 0
    var reminders = 0
    var hasAskedForMore = false
    var hasSaidGoodbye = false
    var machineHasSpoken = false
  }

  /// Something that an agent wants to know.
  struct Question {
    var text: String
    /// The name under which the answer is kept.
    var id: String?
    /// `{"type", "description", "enum"}`; empty where nothing is known.
    var schema: JSONValue = [:]
  }
}

extension ArraySlice {
  /// Takes an element out; the first one costs nothing.
  mutating func take(at place: Index) -> Element? { place == startIndex ? popFirst() : remove(at: place) }
}

extension Dialogue.Spoken {
  /// What was heard of it until somebody hung up or spoke over it.
  func cut(at time: Duration) -> Dialogue.Spoken {
    guard let message = turn.message, end > time else { return self }
    let share = max(0, (time - start) / (end - start))
    let heard = message.prefix(Int(clamping: Double(message.count) * share))
    // Words are heard whole.
    let whole = heard.count == message.count ? heard : heard[..<(heard.lastIndex(of: " ") ?? heard.startIndex)]
    var cut = self
    cut.end = time
    cut.turn.message = whole.isEmpty ? "..." : "\(whole)..."
    guard turn.role == .agent else { return cut }
    cut.turn.isInterrupted = true
    cut.turn.originalMessage = message
    return cut
  }
}
