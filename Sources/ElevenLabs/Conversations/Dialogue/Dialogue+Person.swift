internal import Bytes
internal import EventLoop
internal import JSON
internal import Patterns
internal import Telephony

extension Dialogue {
  /// What the person says to the agent's last words, if anything.
  mutating func personsTurn() {
    floor = .agent
    if isMachine {
      guard !state.machineHasSpoken else { return isUnanswered = true }
      state.machineHasSpoken = true
      return personSays(person.greeting)
    }
    guard state.personLines != nil else { return personTalks() }
    guard let line = nextPersonLine() else { return isUnanswered = true }
    if let after = line.after, !passes(until: lastWord + after) { return }
    if !line.says.isEmpty { personSays(line.says) }
    if let keys = line.presses, !keys.isEmpty { personPresses(keys) }
    keepAnswer(line.says.isEmpty ? (line.presses == nil ? "" : personsWords) : line.says)
    if line.hangsUp { end(.personHungUp, at: max(lastWord, time - Self.pause)) }
  }

  /// Whether the person would say something of its own accord.
  var personHasMore: Bool {
    let budget = PatternBudget()
    return (state.personLines ?? []).contains { line in
      line.when.map { shelf.matches($0, agentsWords, within: budget) } ?? true
    }
  }

  /// The first line that fits what the agent said last; those before it stay for later.
  private mutating func nextPersonLine() -> Person.Line? {
    let budget = PatternBudget()
    guard
      let place = state.personLines?.firstIndex(where: { [shelf, agentsWords] line in
        line.when.map { shelf.matches($0, agentsWords, within: budget) } ?? true
      })
    else { return nil }
    return state.personLines?.take(at: place)
  }

  /// Somebody polite without a script.
  private mutating func personTalks() {
    let words = agentsWords.isEmpty ? SmallTalk.hello : SmallTalk.reply(to: agentsWords, state.wanted?.schema)
    personSays(words)
    keepAnswer(words)
    if words == "Goodbye." { end(.personHungUp, at: lastWord) }
  }

  private mutating func personSays(_ words: String) {
    let finish = time + Self.length(of: words)
    plan(Turn(.user, words, at: time.components.seconds), from: time, to: finish)
    heard(words, until: finish)
  }

  /// Keys are a turn of their own; three a second (assumed), `w` and `W` wait half a second and a second.
  private mutating func personPresses(_ keys: String) {
    let pressed = keys.filter { $0 != "w" && $0 != "W" }
    let waits = keys.count { $0 == "w" } + keys.count { $0 == "W" } * 2
    let length = pressed.utf8.count * 333 + waits * 500  // Bounded: keys of one line.
    let finish = time + Duration(clampingMilliseconds: length)
    var turn = Turn(.user, pressed, at: time.components.seconds)
    turn.medium = .dtmf
    plan(turn, from: time, to: finish)
    used.insert(.dtmfInput)
    heard(pressed, until: finish)
  }

  private mutating func heard(_ words: String, until finish: Duration) {
    personsWords = words
    isUnanswered = false
    lastWord = finish
    time = finish + Self.pause
  }

  private mutating func keepAnswer(_ words: String) {
    if let id = state.wanted?.id, !words.isEmpty { collected[id] = .string(words) }
    state.wanted = nil
  }
}
