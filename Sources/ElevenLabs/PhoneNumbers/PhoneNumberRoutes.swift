internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Phone numbers: import, list, get, patch, delete.
@LoopActor enum PhoneNumberRoutes {
  static let handlers: [String: Handler] = [
    "create_phone_number_route": create,
    "list_phone_numbers_route": list,
    "list_phone_numbers_v2_route": page,
    "get_phone_number_route": get,
    "update_phone_number_route": patch,
    "delete_phone_number_route": delete,
  ]

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    if let agentID = exchange.body("agent_id")?.string { _ = try AgentRoutes.find(agentID, in: exchange.sandbox) }
    let sandbox = exchange.sandbox
    let number = PhoneNumber(body: exchange.body, id: sandbox.newID("phnum"), at: sandbox.clock.now)
    sandbox.world[PhoneNumber.self].put(number)
    return .json(["phone_number_id": .string(number.id)])
  }

  /// The number with this id, or the refusal that the service gives.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> PhoneNumber {
    guard let number = sandbox.world[PhoneNumber.self][id] else {
      throw .phoneNumberNotFound(id, hint: NotFoundHints.phoneNumber(id, in: sandbox))
    }
    return number
  }

  /// The numbers assigned to an agent, oldest first.
  static func numbers(of agentID: String, in sandbox: Sandbox) -> [PhoneNumber] {
    var found: [PhoneNumber] = []
    sandbox.world[PhoneNumber.self].scan(in: PhoneNumber.agentGroup(agentID), ascending: true) { row in
      found.append(row.record)
      return true
    }
    return found
  }

  static func json(_ number: PhoneNumber, in sandbox: Sandbox) -> JSONValue {
    number.json(assignedTo: number.agentID.flatMap { sandbox.world[Agent.self][$0] })
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .json(json(try find(exchange.path("phone_number_id"), in: exchange.sandbox), in: exchange.sandbox))
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let provider = exchange.query("provider")?.string
    let agentID = exchange.query("agent_id")?.string
    let found = sandbox.world[PhoneNumber.self].all.filter { number in
      (provider.map { number.provider.name == $0 } ?? true) && (agentID.map { number.agentID == $0 } ?? true)
    }
    return .json(.array(found.map { json($0, in: sandbox) }))
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var number = try find(exchange.path("phone_number_id"), in: exchange.sandbox)
    // Only what was sent counts: an explicit null takes the agent away, an absent field leaves it.
    switch exchange.sentBody?["agent_id"] {
    case .string(let agentID)?:
      _ = try AgentRoutes.find(agentID, in: exchange.sandbox)
      number.agentID = agentID
    case .null?: number.agentID = nil
    default: break
    }
    if let label = exchange.body("label")?.string { number.label = label }
    if let stack = exchange.body("livekit_stack")?.string { number.livekitStack = stack }
    if let stores = exchange.body("store_sip_messages")?.bool { number.storesSIPMessages = stores }
    if case .sipTrunk(let inbound, let outbound) = number.provider {
      number.provider = .sipTrunk(
        inbound: PhoneNumber.withoutPassword(exchange.body("inbound_trunk_config")?.object) ?? inbound,
        outbound: PhoneNumber.withoutPassword(exchange.body("outbound_trunk_config")?.object) ?? outbound)
    }
    exchange.sandbox.world[PhoneNumber.self].put(number)
    return .json(json(number, in: exchange.sandbox))
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let number = try find(exchange.path("phone_number_id"), in: exchange.sandbox)
    exchange.sandbox.world[PhoneNumber.self].remove(number.id)
    return .json([:])
  }
}
