internal import JSON
internal import Patterns

/// What a scenario lets an agent say and do: `agents.NAME`.
struct AgentScript: Sendable {
  /// One line, and what the person must have said last for it.
  struct Line: Sendable {
    enum Action: Sendable {
      /// Says something; the person may answer.
      case say(String)
      /// Asks something, and keeps the answer under the name.
      case ask(String, collect: String?)
      /// Asks every question that the client data holds there; answers are kept as `PREFIX1`, `PREFIX2` …
      case askEach(JSONPointer, collect: String?)
      /// Calls a tool of the agent's with these parameters.
      case callTool(String, with: JSONObject)
      /// Hands the caller to a number, or to another agent.
      case transfer(to: String)
      /// Says goodbye, where there is a text, and ends the call.
      case endCall(say: String?)
      /// What a machine is to record; on a person the line is passed over.
      case leaveMessage(String)
      /// Something on the service's side breaks, and the conversation with it.
      case fail(Conversation.Failure)
    }

    var action: Action
    /// Nil fits whatever was said.
    var when: Pattern?

    init(_ action: Action, when: Pattern? = nil) {
      self.action = action
      self.when = when
    }
  }

  /// Nil lets the agent talk by itself.
  var lines: [Line]?
  /// What the analysis is to find.
  var analysis: JSONObject?
  /// From the end of the call to its analysis.
  var analysedAfter: Duration?
  /// Whether the agent's placeholder defaults count as supplied; nil leaves that to the setting.
  var placeholderDefaults: Settings.PlaceholderDefaults?

  /// Every text in which placeholders may stand.
  var texts: [String] {
    (lines ?? []).flatMap { line -> [String] in
      switch line.action {
      case .say(let text), .ask(let text, _), .leaveMessage(let text): [text]
      case .endCall(let text): text.map { [$0] } ?? []
      case .callTool(_, let parameters): parameters.compactMap { $0.value.string }
      case .askEach, .transfer, .fail: []
      }
    }
  }

  /// The first-level names of the client data that the script asks from, such as `questions` of `/dynamic_variables/questions`.
  func asksFrom(_ section: String?) -> Set<String> {
    var names: Set<String> = []
    for line in lines ?? [] {
      guard case .askEach(let pointer, _) = line.action else { continue }
      if let section {
        if pointer.tokens.first == section, pointer.tokens.count > 1 { names.insert(pointer.tokens[1]) }
      } else if let name = pointer.tokens.first {
        names.insert(name)
      }
    }
    return names
  }
}
