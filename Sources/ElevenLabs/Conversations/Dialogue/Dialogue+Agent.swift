internal import EventLoop
internal import JSON
internal import Patterns
internal import Telephony

extension Dialogue {
  /// What the agent says or does now.
  mutating func agentsTurn() {
    if !hasGreeted { return greet() }
    if isMachine, state.machineHasSpoken, session.builtIn("voicemail_detection") != nil { return noticeMachine() }
    // Whoever got no answer waits before he speaks on.
    if isUnanswered, !passes(until: lastWord + session.patience) { return }
    if state.agentLines != nil { followScript() } else { talk() }
  }

  /// Without a first message the agent waits for the person.
  private mutating func greet() {
    hasGreeted = true
    floor = .person
    let words = session.firstMessage
    if !words.isEmpty { agentSays(words) }
  }

  /// Lets the agent speak, and the person hang up in the middle of a sentence who is to do so.
  mutating func agentSays(_ text: String) {
    let words: String
    do throws(Placeholders.TooLong) { words = try session.filled(text) } catch { return breakOff(error.message) }
    agentSays(filled: words)
  }

  /// Lets the agent speak words whose placeholders have been filled.
  mutating func agentSays(filled words: String) {
    let finish = time + Self.length(of: words)
    var turn = Turn(.agent, words, at: time.components.seconds)
    turn.speaker = UInt8(clamping: visited.count)
    let spoken = Spoken(turn: turn, start: time, end: finish)
    if case .midSentence(let number)? = person.hangsUp, !isMachine {
      let sentences = Self.sentences(of: words)
      state.sentences += sentences.count
      let place = number - 1 - (state.sentences - sentences.count)
      if sentences.indices.contains(place) {
        let range = sentences[place]
        let middle = Double(range.lowerBound + range.upperBound) / 2 / Double(max(1, words.count))
        let moment = time + (finish - time) * middle  // Bounded: at most 1.
        plan(spoken.cut(at: moment).turn, from: time, to: moment)
        return end(.personHungUp, at: moment)
      }
    }
    plan(turn, from: time, to: finish)
    agentsWords = words
    lastWord = finish
    time = finish + Self.pause
  }

  /// Where the sentences of a text stand, in characters.
  static func sentences(of text: String) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var hasEnded = false
    for (place, character) in text.enumerated() {
      if hasEnded, character == " " {
        ranges.append(start..<place)
        start = place + 1
      }
      hasEnded = character == "." || character == "!" || character == "?"
    }
    if start < text.count { ranges.append(start..<text.count) }
    return ranges
  }

  /// The first line that fits what the person said last; those before it stay for later.
  private mutating func nextLine() -> AgentScript.Line.Action? {
    // Of all lines together, since a script may have thousands.
    let budget = PatternBudget()
    while true {
      guard
        let place = state.agentLines?.firstIndex(where: { [personsWords] line in
          line.when.map { (try? $0.matches(personsWords, within: budget)) ?? false } ?? true
        }), let line = state.agentLines?.take(at: place)
      else { return nil }
      switch line.action {
      case .leaveMessage where !isMachine: continue
      case .askEach(let pointer, let prefix):
        let asked = Questions.listed(at: pointer, in: session).enumerated().map { index, text in
          AgentScript.Line(.ask(text, collect: prefix.map { "\($0)\(index + 1)" }))
        }
        // Where the line stood, or before all that are left.
        let start = max(place, state.agentLines?.startIndex ?? place)
        state.agentLines?.insert(contentsOf: asked, at: start)
      default: return line.action
      }
    }
  }

  private mutating func followScript() {
    guard let action = nextLine() else {
      if personHasMore, !isMachine { floor = .person } else { fallSilent() }
      return
    }
    switch action {
    case .say(let text):
      agentSays(text)
      floor = .person
    case .ask(let text, let id): ask(Question(text: text, id: id, schema: Questions.schema(id, in: session)))
    case .askEach: break
    case .callTool(let name, let parameters): callTool(name, with: parameters)
    case .transfer(let target): transfer(to: target)
    case .endCall(let words):
      if let words { agentSays(words) }
      hangUp()
    case .leaveMessage(let words):
      agentSays(words)
      hangUp()
    case .fail(let failure):
      end(Ending(reason: failure.reason, party: .application, failure: failure), at: max(lastWord, time - Self.pause))
    }
  }

  private mutating func ask(_ question: Question) {
    agentSays(question.text)
    state.wanted = question
    floor = .person
  }

  /// An agent without a script: asks what it wants to know, listens while the person speaks, and says goodbye.
  private mutating func talk() {
    floor = .person
    if state.hasSaidGoodbye { return fallSilent() }
    if isMachine || person.lines?.isEmpty == true {
      // Nobody answers: it asks a few times who is there.
      state.reminders += 1
      guard state.reminders <= (isMachine ? 1 : 3) else { return fallSilent() }
      return agentSays(isMachine ? SmallTalk.isThisAMachine : SmallTalk.stillThere)
    }
    if isUnanswered { return sayGoodbye() }
    if state.questions == nil { state.questions = Questions.of(session)[...] }
    if let question = state.questions?.popFirst() { return ask(question) }
    if state.personLines?.isEmpty == false {
      state.nods += 1
      return agentSays(SmallTalk.nods[(state.nods - 1) % SmallTalk.nods.count])
    }
    guard state.personLines == nil, !state.hasAskedForMore else { return sayGoodbye() }
    state.hasAskedForMore = true
    agentSays(SmallTalk.anythingElse)
  }

  private mutating func sayGoodbye() {
    state.hasSaidGoodbye = true
    floor = .person
    agentSays(SmallTalk.goodbye)
    if session.builtIn("end_call") != nil {
      hangUp()
    } else if person.lines != nil {
      end(.personHungUp, at: lastWord)
    }
  }
}
