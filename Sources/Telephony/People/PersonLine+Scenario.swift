internal import JSON
internal import Patterns
internal import Scenario

extension Person.Line {
  private static let members = ["say", "when", "presses", "after", "hangs_up"]

  /// What is said once: a text, or `{"say"?, "when"?, "presses"?, "after"?, "hangs_up"?}`.
  init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    if let text = value.string {
      self.init(text)
      return
    }
    guard let content = value.object else { throw .expecting("a text or an object", value, at: pointer) }
    for name in content.keys where !Self.members.contains(name) {
      throw .unknown("member of a line", name, among: Self.members, at: pointer.appending(name))
    }
    self.init(
      try content["say"].map { value throws(ScenarioMistake) in
        try Person.text(value, at: pointer.appending("say"))
      } ?? "")
    if let when = content["when"] { self.when = try Self.pattern(when, at: pointer.appending("when")) }
    if let presses = content["presses"] { self.presses = try Self.keys(presses, at: pointer.appending("presses")) }
    if let after = content["after"] { self.after = try Person.seconds(after, at: pointer.appending("after")) }
    if let hangsUp = content["hangs_up"] {
      guard let flag = hangsUp.bool else {
        throw .expecting("true or false", hangsUp, at: pointer.appending("hangs_up"))
      }
      self.hangsUp = flag
    }
    if says.isEmpty, presses == nil, !self.hangsUp {
      throw ScenarioMistake(pointer, "a line says something, presses keys or hangs up.")
    }
  }

  /// A pattern that can be read; it is compiled again by whoever listens.
  private static func pattern(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> String {
    let text = try Person.text(value, at: pointer)
    do throws(Pattern.Malformed) { _ = try Pattern(text) } catch {
      throw ScenarioMistake(pointer, "the pattern cannot be read: \(error.description).")
    }
    return text
  }

  /// The keys of a phone, and `w` and `W` for pauses of half a second and a second, as Twilio writes them.
  private static func keys(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> String {
    let text = try Person.text(value, at: pointer)
    guard !text.isEmpty, text.utf8.allSatisfy({ "0123456789*#ABCDwW".utf8.contains($0) }) else {
      throw .expecting("keys: digits, *, #, A to D, w and W", value, at: pointer)
    }
    return text
  }
}

extension Person.HangUp {
  /// When somebody hangs up early: `{"after": seconds}` or `{"mid_sentence": n}`.
  init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard let content = value.object, content.count == 1, let (name, value) = content.first else {
      throw .expecting("{\"after\": seconds} or {\"mid_sentence\": number}", value, at: pointer)
    }
    let place = pointer.appending(name)
    switch name {
    case "after": self = .after(try Person.seconds(value, at: place))
    case "mid_sentence":
      guard let number = value.integer, (1...1_000).contains(number) else {
        throw .expecting("the number of one of the agent's sentences, from 1", value, at: place)
      }
      self = .midSentence(Int(number))
    default: throw .unknown("way to hang up", name, among: ["after", "mid_sentence"], at: place)
    }
  }
}
