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
    conversation.transcript = (content["transcript"]?.array ?? []).map { Turn($0) }
    let isOver = conversation.status == .processing || conversation.status == .done
    conversation.hasAudio = content["has_audio"]?.bool ?? (isOver && !conversation.transcript.isEmpty)
    conversation.analysis = content["analysis"].flatMap { $0.isNull ? nil : Analysis(verbatim: $0) }
    for (place, name) in (content["tags"]?.array ?? []).enumerated() {
      let tagID = try tag(name.string ?? "", at: pointer.appending("tags").appending("\(place)"), in: world)
      if !conversation.tagIDs.contains(tagID) { conversation.tagIDs.append(tagID) }
    }
    if let to = content["to_number"]?.string {
      let call = try call(to, content, at: pointer, in: world)
      conversation.source = call.callID == nil ? "twilio" : "sip_trunk"
      conversation.phoneCall = call
    }
    world[Conversation.self].put(conversation)
  }

  private func tag(_ name: String, at pointer: JSONPointer, in world: World) throws(ScenarioMistake) -> String {
    let names = world[WorldNames.self].tags
    let id = names[name]?.string ?? name
    guard world[ConversationTag.self][id] != nil else { throw .unknown("tag", name, among: names.keys, at: pointer) }
    return id
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
    let isTrunk = number.provider.name != "twilio"
    var call = Conversation.PhoneCall(
      provider: isTrunk ? "sip_trunking" : "twilio", direction: content["direction"]?.string ?? "outbound",
      phoneNumberID: number.id, agentNumber: number.number, externalNumber: to,
      callSID: isTrunk ? ids.alphanumeric("SCL_", digits: 12) : ids.hexadecimal("CA"))
    if isTrunk { call.callID = ids.resource("otb", at: Instant(unixSeconds: 1_784_635_200)) }
    return call
  }
}
