internal import EventLoop
internal import JSON
internal import Simulation

/// What an agent goes into a conversation with: its configuration and what the caller handed over, as they were then.
struct Session {
  let agent: Agent
  /// `conversation_initiation_client_data` as it was sent.
  let clientData: JSONValue

  /// What fills the placeholders: what was sent, on top of it what the service adds.
  var variables: JSONObject

  init(_ agent: Agent, _ conversation: Conversation) {
    self.agent = agent
    clientData = conversation.clientData
    variables = conversation.dynamicVariables
    variables.merge(conversation.systemVariables)
  }

  var firstMessage: String {
    agent.conversationConfig["agent"]?["first_message"]?.string ?? ""
  }

  /// A text of the agent's with its placeholders filled in; those that nothing fills stay.
  func filled(_ text: String) -> String {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      filled += rest[..<open.lowerBound]
      let name = rest[open.upperBound..<close.lowerBound].split(separator: " ").joined()
      if let value = variables[name] {
        filled += value.string ?? value.description
      } else {
        filled += rest[open.lowerBound..<close.upperBound]
      }
      rest = rest[close.upperBound...]
    }
    return filled + rest
  }
}
