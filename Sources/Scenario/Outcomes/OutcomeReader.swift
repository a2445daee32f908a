internal import JSON
internal import Simulation

/// Reads a rule's `then`.
struct OutcomeReader {
  let vocabulary: RuleVocabulary
  let templates: TemplateReader

  private static let members = [
    "error", "with", "response", "rate_limit", "patch", "delay", "fault", "state",
  ]

  func outcome(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Outcome {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !Self.members.contains(name) {
      throw .meaningless(name, among: Self.members, at: pointer.appending(name))
    }
    guard object.contains(where: { $0.key != "with" }) else {
      throw ScenarioMistake(
        pointer,
        "expected one or more of \(Self.members.filter { $0 != "with" }.joined(separator: ", ")); found \(value).")
    }
    let deciding = object.keys.filter { ["error", "response", "rate_limit"].contains($0) }
    if deciding.count > 1 {
      throw ScenarioMistake(
        pointer.appending(deciding[1]),
        "a rule decides once: \"\(deciding[0])\" and \"\(deciding[1])\" cannot stand together.")
    }
    var outcome = Outcome()
    for (name, value) in object { try read(name, value, of: object, at: pointer.appending(name), into: &outcome) }
    return outcome
  }

  private func read(
    _ name: String, _ value: JSONValue, of object: JSONObject, at pointer: JSONPointer, into outcome: inout Outcome
  ) throws(ScenarioMistake) {
    switch name {
    case "error": outcome.decision = try error(value, of: object, at: pointer)
    case "response": outcome.decision = .response(try LiteralResponse(value, at: pointer, templates))
    case "rate_limit":
      let members = try Expected.object(value, at: pointer)
      for name in members.keys where !RateLimit.members.contains(name) {
        throw .meaningless(name, among: RateLimit.members, at: pointer.appending(name))
      }
      outcome.limit = try RateLimit(members, at: pointer)
      outcome.decision = try error(
        members["error"] ?? "rate_limit_exceeded", of: object, at: pointer.appending("error"))
    case "patch": outcome.patch = try ResponsePatch(value, at: pointer, templates, vocabulary.limits)
    case "delay":
      outcome.delay = try Delay(value, at: pointer)
      outcome.isDelayVirtual = try Delay.isVirtual(value, at: pointer)
    case "fault": outcome.faults = try FaultTable.faults(value, at: pointer)
    case "state": outcome.states = try Rule.states(value, at: pointer)
    default:
      guard object["error"] != nil || object["rate_limit"] != nil else {
        throw ScenarioMistake(pointer, "\"with\" fills the braces of an error's message; there is no \"error\" here.")
      }
    }
  }

  /// A named error with what its braces stand for.
  private func error(
    _ value: JSONValue, of object: JSONObject, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> Outcome.Decision {
    let name = try Expected.text(value, at: pointer)
    let catalog = vocabulary.errors()
    guard let entry = catalog[name] else { throw .unknown("error", name, among: catalog.names, at: pointer) }
    let known = entry.parameters
    // `with` stands beside `error`, or beside the `rate_limit` that has it.
    let outer = JSONPointer(tokens: pointer.tokens.dropLast(object["error"] == nil ? 2 : 1) + ["with"])
    var with: [(name: String, value: Template)] = []
    for (parameter, value) in try Expected.object(object["with"] ?? [:], at: outer) {
      let place = outer.appending(parameter)
      guard known.contains(parameter) else {
        throw .unknown("parameter of \(name)", parameter, among: known, at: place)
      }
      with.append((parameter, try templates.template(try Expected.text(value, at: place), at: place)))
    }
    return .error(name: name, with: with)
  }
}
