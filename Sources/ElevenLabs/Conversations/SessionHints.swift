internal import Bytes
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// What a caller should be told whose client data does not fit the agent: the call succeeds, and then drops or says the wrong thing.
struct SessionHints {
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// What the service reads of the client data; everything else it ignores.
  private static let known: Set<String> = [
    "type", "dynamic_variables", "conversation_config_override", "custom_llm_extra_body", "user_id", "source_info",
    "branch_id", "environment", "starting_workflow_node_id", "procedure_ids", "start_procedure_ids",
  ]

  /// All that is worth telling, nil where everything fits.
  var text: String? {
    if let refusal = session.refusal, refusal.isOverLimit {
      return "\(refusal.reason) The call is placed all the same, and its conversation fails a second after the answer."
    }
    var sentences: [String] = []
    if let hint = session.overrides.hint { sentences.append(hint) }
    sentences += variables()
    if let hint = ignoredKeys { sentences.append(hint) }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// Whether all that was sent is named, and all that is named is filled: so it is with most calls, and there is nothing to look for.
  private var fits: Bool {
    session.opening.dynamicVariables.allSatisfy { session.needs.contains($0.key) || $0.key.hasPrefix("system__") }
      && VariablePlace.allCases.allSatisfy { session.missing(in: $0).isEmpty }
  }

  /// So many names of each kind are explained; the others are counted.
  private static let explained = 5

  private func variables() -> [String] {
    if fits { return [] }
    let sent = Set(session.opening.dynamicVariables.lazy.map { ExactText($0.key) })
    var needed = NameList()
    for place in VariablePlace.allCases {
      for name in session.needs[place] { needed.append(name) }
    }
    for text in session.script?.texts ?? [] { Placeholders.collect(text, into: &needed) }
    let asked = session.script?.asksFrom("dynamic_variables") ?? []
    let unused = session.opening.dynamicVariables.keys.filter { name in
      !needed.contains(name) && !asked.contains(name) && !name.hasPrefix("system__")
    }
    let unsent = needed.names.filter { !sent.contains(ExactText($0)) && !$0.hasPrefix("system_") }
    var known: Set<String> = []
    var sentences: [String] = []
    for place in VariablePlace.allCases { sentences += missing(in: place, unused, &known) }
    if let refusal = session.refusal, refusal.reason.hasPrefix("Missing") {
      sentences.append(
        "The real service answers success all the same, and the call drops after a second with termination_reason "
          + "\"\(Self.cut(refusal.reason))\".")
    }
    sentences += misspelt(unused, unsent, &known)
    let extra = unused.filter { !known.contains($0) }
    if !extra.isEmpty {
      sentences.append(
        "The agent's first message, prompt and tools name no "
          + "\(extra.prefix(5).map { "{{\(HintLine.quoted($0).dropFirst().dropLast())}}" }.joined(separator: ", ")): the "
          + "conversation keeps what was sent, and nobody hears of it.")
    }
    return sentences
  }

  /// What a part of the agent needs and nothing supplies, with what was probably sent for it.
  private func missing(in place: VariablePlace, _ unused: [String], _ known: inout Set<String>) -> [String] {
    let missing = session.missing(in: place)
    var sentences: [String] = []
    for name in missing.prefix(Self.explained) {
      let near = Self.near(name, among: unused)
      if let near { known.insert(near) }
      sentences.append(
        "The agent's \(place.rawValue) needs {{\(name)}}, which dynamic_variables does not have"
          + (near.map { "; \(HintLine.quoted($0)) was sent: rename it to \"\(name)\"." } ?? "."))
    }
    if missing.count > Self.explained {
      sentences.append("So it is with \(missing.count - Self.explained) more names in the agent's \(place.rawValue).")
    }
    return sentences
  }

  /// What was sent under a name that nothing has, where the agent has one much like it.
  private func misspelt(_ unused: [String], _ unsent: [String], _ known: inout Set<String>) -> [String] {
    var sentences: [String] = []
    for name in unused.lazy.filter({ [known] in !known.contains($0) }).prefix(Self.explained) {
      guard let near = Self.near(name, among: unsent) else { continue }
      sentences.append(
        "\(HintLine.quoted(name)) was sent and nothing names it; the agent names {{\(near)}}, which was not sent and is "
          + "filled with its placeholder's default: names have to match letter by letter.")
      known.insert(name)
    }
    return sentences
  }

  /// The start of a long text.
  private static func cut(_ text: String) -> String {
    text.utf8.count > 1_000 ? "\(String(text.unicodeScalars.prefix(1_000)))..." : text
  }

  /// A name that was probably meant; underscores around it and capitals do not count.
  ///
  /// Of many names the first are looked at.
  private static func near(_ name: String, among candidates: [String]) -> String? {
    func bare(_ text: String) -> [UInt8] { text.lowercased().utf8.filter { !"_- ".utf8.contains($0) } }
    let wanted = bare(name)
    let candidates = Array(candidates.prefix(Nearest.most))
    return candidates.first { bare($0) == wanted } ?? Nearest.to(name, among: candidates)
  }

  private var ignoredKeys: String? {
    guard let data = session.clientData.object else { return nil }
    let asked = session.script?.asksFrom(nil) ?? []
    let ignored = data.lazy.map(\.key).filter { !Self.known.contains($0) }
    guard !ignored.isEmpty else { return nil }
    let names = ignored.prefix(5).map { HintLine.quoted($0) }.joined(separator: ", ")
    let script = ignored.contains(where: asked.contains) ? " (the scenario's agent reads it all the same)" : ""
    return
      "The service ignores \(names) in conversation_initiation_client_data\(script): only dynamic_variables feeds "
      + "placeholders. Put it there, as {\"dynamic_variables\": {\(HintLine.quoted(ignored[0])): ...}}, and name it in the agent as "
      + "{{\(HintLine.quoted(ignored[0]).dropFirst().dropLast())}}."
  }
}
