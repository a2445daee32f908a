internal import EventLoop
internal import JSON
internal import OpenAPI
internal import Patterns
internal import Simulation

/// Agents: create, list, get, patch, delete.
@LoopActor enum AgentRoutes {
  static let handlers: [String: Handler] = [
    "create_agent_route": create,
    "get_agents_route": list,
    "get_agent_route": get,
    "patch_agent_settings_route": patch,
    "delete_agent_route": delete,
  ]

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    var body = exchange.body
    // The service takes null for absent and gives such an agent the defaults.
    if body["platform_settings"]?.isNull == true {
      body["platform_settings"] = exchange.operation.bodyDefault(of: "platform_settings")
    }
    var agent = Agent(body: body, id: sandbox.newID("agent"), at: sandbox.clock.now, ids: &sandbox.ids)
    try check(agent, sandbox.limits)
    try agent.references.check(in: sandbox)
    agent.dropRepeatedTools(sandbox.world[Tool.self])
    sandbox.world[Agent.self].put(agent)
    return .json(["agent_id": .string(agent.id)])
  }

  private static func check(_ agent: Agent, _ limits: Limits) throws(APIError) {
    let issues = agent.configurationIssues
    guard issues.isEmpty else { throw .inputInvalid(issues) }
    let count = agent.conversationConfig["agent"]?["dynamic_variables"]?["dynamic_variable_placeholders"]?.object?.count
    if let count, count > limits.dynamicVariables {
      throw .tooLarge(
        "The agent has \(count) dynamic variable placeholders, more than \(limits.dynamicVariables) "
          + "(--limit dynamic-variables).")
    }
  }

  /// The agent with this id, or the refusal that the service gives.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> Agent {
    guard let agent = sandbox.world[Agent.self][id] else {
      throw .agentNotFound(id, hint: NotFoundHints.agent(id, in: sandbox))
    }
    return agent
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .json(json(try find(exchange.path("agent_id"), in: exchange.sandbox), in: exchange.sandbox))
  }

  private static func json(_ agent: Agent, in sandbox: Sandbox) -> JSONValue {
    agent.json(
      phoneNumbers: PhoneNumberRoutes.numbers(of: agent.id, in: sandbox).map { $0.json(assignedTo: agent) },
      tools: sandbox.world[Tool.self], owner: sandbox.world[User.self])
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var agent = try find(exchange.path("agent_id"), in: exchange.sandbox)
    let before = agent.references
    if let name = exchange.body("name")?.string { agent.name = name }
    if let tags = exchange.body("tags")?.array { agent.tags = tags.compactMap(\.string) }
    if let change = exchange.body("conversation_config") { agent.conversationConfig.mergeMembers(of: change) }
    if let change = exchange.body("platform_settings") { agent.platformSettings.mergeMembers(of: change) }
    if let change = exchange.body("workflow") { agent.workflow.mergeMembers(of: change) }
    try check(agent, exchange.sandbox.limits)
    try agent.references.check(in: exchange.sandbox, before: before)
    agent.dropRepeatedTools(exchange.sandbox.world[Tool.self])
    agent.updatedAt = exchange.sandbox.clock.now
    exchange.sandbox.world[Agent.self].put(agent)
    return .json(json(agent, in: exchange.sandbox))
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let agent = try find(exchange.path("agent_id"), in: exchange.sandbox)
    for number in PhoneNumberRoutes.numbers(of: agent.id, in: exchange.sandbox) {
      exchange.sandbox.world[PhoneNumber.self].update(number.id) { $0.agentID = nil }
    }
    exchange.sandbox.world[Agent.self].remove(agent.id)
    return .empty
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let search = exchange.query("search")?.string?.lowercased()
    let archived = exchange.query("archived")?.bool
    let tags = Set(exchange.queryList("tags"))
    let isOwners = exchange.asksForOwn
    let matches: (TableRow<Agent>) -> Bool = { row in
      isOwners && (search.map { row.record.name.lowercased().contains(text: $0) } ?? true)
        && (archived.map { row.record.isArchived == $0 } ?? true)
        && (tags.isEmpty || row.record.tags.contains(where: tags.contains))
    }
    let size = try exchange.pageSize()
    let cursor = try exchange.cursor(ofNames: exchange.query("sort_by")?.string == "name")
    let ascending = exchange.query("sort_direction")?.string == "asc"
    let page: Page<Agent>
    switch exchange.query("sort_by")?.string {
    case "name":
      page = world[Agent.self].page(
        of: size, after: cursor, ascending: ascending, sortedBy: { .text($0.name) }, where: matches)
    case "updated_at":
      page = world[Agent.self].page(
        of: size, after: cursor, ascending: ascending, sortedBy: { .integer($0.updatedAt.nanoseconds) }, where: matches)
    case "call_count_7d":
      let since = Position(key: (exchange.sandbox.clock.now + .seconds(-7 * 86_400)).nanoseconds, arrival: 0)
      page = world[Agent.self].page(
        of: size, after: cursor, ascending: ascending,
        sortedBy: { .integer(Int64(Conversation.count(ofAgent: $0.id, since: since, in: world))) }, where: matches)
    default: page = world[Agent.self].page(of: size, after: cursor, ascending: ascending, where: matches)
    }
    let owner = world[User.self]
    return .json(
      page.json("agents") { $0.summary(owner: owner, lastCall: Conversation.lastStart(ofAgent: $0.id, in: world)) })
  }
}
