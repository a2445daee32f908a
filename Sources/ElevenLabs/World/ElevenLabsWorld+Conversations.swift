internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension ElevenLabsWorld {
  /// Adds or replaces a conversation that is over or under way; null removes it.
  func applyConversation(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id = identifier(name, value["conversation_id"], prefix: "conv")
    guard let content = value.object else {
      world[Conversation.self].remove(id)
      return
    }
    let agent = try agent(content["agent"]?.string ?? "", at: pointer.appending("agent"), in: world)
    let start = content["start_time_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now
    var conversation = Conversation(
      id: id, agentID: agent.id, agentName: agent.name, branchID: agent.branchID,
      status: content["status"]?.string.flatMap(Conversation.Status.init(rawValue:)) ?? .done, startedAt: start,
      clientData: content["conversation_initiation_client_data"] ?? .null)
    conversation.durationSeconds = content["call_duration_secs"]?.integer ?? 0
    if conversation.durationSeconds > 0 { conversation.acceptedAt = start }
    conversation.cost = content["cost"]?.integer
    conversation.terminationReason = content["termination_reason"]?.string ?? ""
    conversation.transcript = (content["transcript"]?.array ?? []).map { turn(of: agent, $0) }
    conversation.analysis = content["analysis"] ?? .null
    if let to = content["to_number"]?.string {
      conversation.source = "twilio"
      conversation.phoneCall = try call(to, content, at: pointer, in: world)
    }
    world[Conversation.self].put(conversation)
  }

  private func call(
    _ to: String, _ content: JSONObject, at pointer: JSONPointer, in world: World
  ) throws(ScenarioMistake) -> Conversation.PhoneCall {
    let name = content["phone_number"]?.string ?? ""
    let names = world[WorldNames.self].phoneNumbers
    guard let number = world[PhoneNumber.self][names[name]?.string ?? name] else {
      throw .unknown("phone number", name, among: names.keys, at: pointer.appending("phone_number"))
    }
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "call/\(to)/\(pointer)"))
    return Conversation.PhoneCall(
      provider: number.provider.name == "twilio" ? "twilio" : "sip_trunking",
      direction: content["direction"]?.string ?? "outbound", phoneNumberID: number.id, agentNumber: number.number,
      externalNumber: to, callSID: ids.hexadecimal("CA"))
  }

  /// A turn of the transcript with every key that the service sends.
  private func turn(of agent: Agent, _ said: JSONValue) -> JSONValue {
    let isAgent = said["role"]?.string == "agent"
    var turn: JSONObject = ["role": said["role"] ?? "agent"]
    turn.append(
      "agent_metadata",
      isAgent ? ["agent_id": .string(agent.id), "branch_id": .string(agent.branchID), "workflow_node_id": nil] : .null)
    turn.append("message", said["message"] ?? .null)
    for key in ["multivoice_message"] { turn.append(key, .null) }
    for key in ["tool_calls", "tool_results"] { turn.append(key, said[key] ?? []) }
    for key in ["feedback", "llm_override"] { turn.append(key, .null) }
    turn.append("time_in_call_secs", said["time_in_call_secs"] ?? 0)
    for key in ["conversation_turn_metrics", "rag_retrieval_info", "llm_usage"] { turn.append(key, .null) }
    turn.append("interrupted", said["interrupted"] ?? false)
    turn.append("original_message", .null)
    turn.append("source_medium", isAgent ? .null : "audio")
    return .object(turn)
  }
}
