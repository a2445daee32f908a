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

  private func variables() -> [String] {
    if fits { return [] }
    var sentences: [String] = []
    let sent = session.opening.dynamicVariables.keys
    var needed: [String] = []
    for place in VariablePlace.allCases {
      for name in session.needs[place] where !needed.contains(name) { needed.append(name) }
    }
    for text in session.script?.texts ?? [] { Placeholders.collect(text, into: &needed) }
    let asked = session.script?.asksFrom("dynamic_variables") ?? []
    let unused = sent.filter { name in
      !needed.contains(name) && !asked.contains(name) && !name.hasPrefix("system__")
    }
    let unsent = needed.filter { !sent.contains($0) && !$0.hasPrefix("system_") }
    var explained: Set<String> = []
    for place in VariablePlace.allCases {
      for name in session.missing(in: place) {
        let near = Self.near(name, among: unused)
        if let near { explained.insert(near) }
        sentences.append(
          "The agent's \(place.rawValue) needs {{\(name)}}, which dynamic_variables does not have"
            + (near.map { "; \(HintLine.quoted($0)) was sent: rename it to \"\(name)\"." } ?? "."))
      }
    }
    if let refusal = session.refusal, refusal.reason.hasPrefix("Missing") {
      sentences.append(
        "The real service answers success all the same, and the call drops after a second with termination_reason "
          + "\"\(refusal.reason)\".")
    }
    for name in unused where !explained.contains(name) {
      if let near = Self.near(name, among: unsent) {
        sentences.append(
          "\(HintLine.quoted(name)) was sent and nothing names it; the agent names {{\(near)}}, which was not sent and is "
            + "filled with its placeholder's default: names have to match letter by letter.")
        explained.insert(name)
      }
    }
    let extra = unused.filter { !explained.contains($0) }
    if !extra.isEmpty {
      sentences.append(
        "The agent's first message, prompt and tools name no "
          + "\(extra.prefix(5).map { "{{\(HintLine.quoted($0).dropFirst().dropLast())}}" }.joined(separator: ", ")): the "
          + "conversation keeps what was sent, and nobody hears of it.")
    }
    return sentences
  }

  /// A name that was probably meant; underscores around it and capitals do not count.
  private static func near(_ name: String, among candidates: [String]) -> String? {
    func bare(_ text: String) -> String {
      String(text.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
    }
    let wanted = bare(name)
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
