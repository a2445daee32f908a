internal import Bytes
public import JSON
internal import Patterns
public import Scenario

extension Person {
  /// The words by which a scenario names what comes of the ringing.
  static let reactions = ["answers", "busy", "no_answer", "rejects", "voicemail", "unreachable"]

  /// Every member that a person may have in a scenario.
  private static let members = [
    "answers_after", "reaction", "sip_status", "says", "hangs_up", "greeting", "refused",
  ]

  /// A person in the words of a scenario: `{"answers_after"?, "reaction"?, "sip_status"?, "says"?, "hangs_up"?, "greeting"?}`.
  ///
  /// Reads what a schema has not seen, too, since people also come with requests.
  public init(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) {
    guard let content = value.object else { throw .expecting("an object", value, at: pointer) }
    for name in content.keys where !Self.members.contains(name) {
      throw .unknown("member of a person", name, among: Self.members, at: pointer.appending(name))
    }
    if let seconds = content["answers_after"] {
      ringsFor = try Self.seconds(seconds, at: pointer.appending("answers_after"))
    }
    let name = try Self.text(content["reaction"] ?? "answers", at: pointer.appending("reaction"))
    try readReaction(name, content, at: pointer)
    if let greeting = content["greeting"] {
      let place = pointer.appending("greeting")
      guard reaction == .voicemail else {
        throw ScenarioMistake(place, "only a machine has a greeting: add \"reaction\": \"voicemail\".")
      }
      self.greeting = try Self.text(greeting, at: place)
    }
    if let says = content["says"] { lines = try Self.lines(says, at: pointer.appending("says")) }
    if let hangsUp = content["hangs_up"] { self.hangsUp = try HangUp(hangsUp, at: pointer.appending("hangs_up")) }
    for talk in ["says", "hangs_up"] where content[talk] != nil && !reaction.isAnswer {
      throw ScenarioMistake(pointer.appending(talk), "nobody speaks where the reaction is \"\(name)\".")
    }
  }

  private mutating func readReaction(
    _ name: String, _ content: JSONObject, at pointer: JSONPointer
  ) throws(ScenarioMistake) {
    let place = pointer.appending("sip_status")
    if let status = content["sip_status"] {
      guard let number = status.integer, (300...699).contains(number) else {
        throw .expecting("a SIP status from 300 to 699", status, at: place)
      }
      sipStatus = Int(number)
    }
    switch name {
    case "answers": reaction = .answers
    case "busy": reaction = .busy
    case "no_answer": reaction = .noAnswer
    case "rejects": reaction = .rejects
    case "voicemail": reaction = .voicemail
    case "unreachable": reaction = .unreachable(sipStatus: sipStatus ?? 480)
    default: throw .unknown("reaction", name, among: Self.reactions, at: pointer.appending("reaction"))
    }
    if sipStatus != nil, !["busy", "rejects", "unreachable"].contains(name) {
      throw ScenarioMistake(
        place, "a SIP status belongs to \"busy\", \"rejects\" and \"unreachable\"; not to \"\(name)\".")
    }
  }

  static func seconds(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Duration {
    guard let seconds = value.real, (0...86_400).contains(seconds) else {
      throw .expecting("seconds from 0 to 86400", value, at: pointer)
    }
    return Duration(clampingMilliseconds: (seconds * 1_000).rounded())  // Bounded: floating-point.
  }

  static func text(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> String {
    guard let text = value.string else { throw .expecting("a text", value, at: pointer) }
    return text
  }

  private static func lines(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [Line] {
    guard let elements = value.array else { throw .expecting("a list", value, at: pointer) }
    var lines: [Line] = []
    for (index, element) in elements.enumerated() { lines.append(try Line(element, at: pointer.appending(index))) }
    return lines
  }
}

extension Person.Reaction {
  /// Whether somebody, or a machine, picks up.
  public var isAnswer: Bool { self == .answers || self == .voicemail }
}

extension ScenarioMistake {
  /// What was expected, and what stood there.
  static func expecting(_ expected: String, _ found: JSONValue, at pointer: JSONPointer) -> ScenarioMistake {
    ScenarioMistake(pointer, "expected \(expected); found \(found.description.prefix(80)).")
  }
}
