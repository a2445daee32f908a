internal import JSON

/// One turn of a transcript, kept small: a finished call has many, and its JSON is made when somebody reads it.
struct Turn: Equatable, Codable {
  enum Role: String, Codable { case agent, user }

  /// How a person's words came in.
  enum Medium: String, Codable { case audio, dtmf, text }

  var role: Role
  /// Nil for a turn that only calls tools.
  var message: String?
  /// Whole seconds from the answer to the first word.
  var at: Int64
  var isInterrupted = false
  /// Which of the agents who took part speaks: 0 is the one who began.
  var speaker: UInt8 = 0
  /// Nil for the agent.
  var medium: Medium?
  /// What would have been said, of an interrupted turn.
  var originalMessage: String?
  var toolCalls: [JSONValue] = []
  var toolResults: [JSONValue] = []

  init(_ role: Role, _ message: String?, at: Int64) {
    self.role = role
    self.message = message
    self.at = at
    medium = role == .user ? .audio : nil
  }

  /// A turn as a scenario, or a request, tells it.
  init(_ said: JSONValue) {
    self.init(
      said["role"]?.string.flatMap(Role.init(rawValue:)) ?? .agent, said["message"]?.string,
      at: said["time_in_call_secs"]?.integer ?? 0)
    isInterrupted = said["interrupted"]?.bool ?? false
    originalMessage = said["original_message"]?.string
    medium = said["source_medium"]?.string.flatMap(Medium.init(rawValue:)) ?? medium
    toolCalls = said["tool_calls"]?.array ?? []
    toolResults = said["tool_results"]?.array ?? []
  }

  /// The turn with every key that the service sends; `agents` took part, in their order.
  ///
  /// Source: key set and order of a capture of 2025-11 (reference §12a).
  func json(_ agents: [Conversation.Visited]) -> JSONValue {
    let agent = agents.indices.contains(Int(speaker)) ? agents[Int(speaker)] : agents.first
    return [
      "role": .string(role.rawValue),
      "agent_metadata": role == .agent
        ? [
          "agent_id": JSONValue(agent?.agentID), "branch_id": JSONValue(agent?.branchID), "workflow_node_id": nil,
        ] : .null,
      "message": JSONValue(message),
      "multivoice_message": nil,
      "tool_calls": .array(toolCalls),
      "tool_results": .array(toolResults),
      "feedback": nil,
      "llm_override": nil,
      "time_in_call_secs": .integer(at),
      "conversation_turn_metrics": nil,
      "rag_retrieval_info": nil,
      "llm_usage": nil,
      "interrupted": .bool(isInterrupted),
      "original_message": JSONValue(originalMessage),
      "source_medium": JSONValue(medium?.rawValue),
    ]
  }
}
