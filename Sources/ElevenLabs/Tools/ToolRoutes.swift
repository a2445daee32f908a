internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// Tools: create, list, get, patch, delete, and who uses them.
@LoopActor enum ToolRoutes {
  static let handlers: [String: Handler] = [
    "add_tool_route": create,
    "get_tools_route": list,
    "get_tool_route": get,
    "update_tool_route": patch,
    "delete_tool_route": delete,
    "get_tool_dependent_agents_route": dependents,
  ]

  /// The tool with this id, or the refusal that is assumed of the service.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> Tool {
    guard let tool = sandbox.world[Tool.self][id] else {
      throw .documentNotFound(id, hint: NotFoundHints.tool(id, in: sandbox))
    }
    return tool
  }

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let body = try checked(exchange)
    let sandbox = exchange.sandbox
    let tool = Tool(body: body, id: sandbox.newID("tool"), at: sandbox.clock.now)
    sandbox.world[Tool.self].put(tool)
    return .json(tool.json(owner: sandbox.world[User.self]))
  }

  /// The body, unless it says what the schema cannot refuse or names a secret that is not there.
  private static func checked(_ exchange: Exchange) throws(APIError) -> JSONValue {
    let config = exchange.body("tool_config") ?? [:]
    if config["response_timeout_secs"] == -1, config["expects_response"]?.bool != true {
      let words = "response_timeout_secs of -1 requires expects_response"
      let issue: JSONValue = [
        "type": "value_error", "loc": ["body", "tool_config", "client"], "msg": .string("Value error, \(words)"),
        "input": exchange.sentBody?["tool_config"] ?? .null, "ctx": ["error": [:]],
      ]
      throw APIError("validation_failed", ["first_issue": words], issues: [issue])
    }
    for id in SecretUse.ids(in: config) { _ = try SecretRoutes.find(id, in: exchange.sandbox) }
    return exchange.body
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let tool = try find(exchange.path("tool_id"), in: exchange.sandbox)
    return .json(tool.json(owner: exchange.sandbox.world[User.self]))
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var tool = try find(exchange.path("tool_id"), in: exchange.sandbox)
    tool.replace(with: try checked(exchange))
    exchange.sandbox.world[Tool.self].put(tool)
    return .json(tool.json(owner: exchange.sandbox.world[User.self]))
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let tool = try find(exchange.path("tool_id"), in: sandbox)
    let users = sandbox.world[Agent.self].records(in: Agent.toolGroup(tool.id))
    if !users.isEmpty, exchange.query("force")?.bool != true {
      throw APIError("tool_in_use", ["id": tool.id, "users": Dependents.listed(users)])
    }
    for agent in users { sandbox.world[Agent.self].update(agent.id) { $0.forget(tool: tool.id) } }
    sandbox.world[Tool.self].remove(tool.id)
    return .json([:])
  }

  private static func dependents(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let tool = try find(exchange.path("tool_id"), in: exchange.sandbox)
    let page = exchange.sandbox.world[Agent.self].page(
      of: try exchange.pageSize(), after: try exchange.cursor(), in: Agent.toolGroup(tool.id))
    return .json(Dependents.json(page) { _ in [tool.id] })
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let search = exchange.query("search")?.string?.lowercased()
    let types = exchange.queryList("types")
    let ofUser = exchange.query("used_by_agent_id")?.string.map { id in
      world[Agent.self][id].map { Set($0.references.tools.names) } ?? []
    }
    let isOwners = exchange.asksForOwn
    let matches: (TableRow<Tool>) -> Bool = { row in
      isOwners && (search.map { row.record.name.lowercased().contains(text: $0) } ?? true)
        && (types.isEmpty || types.contains(row.record.type)) && (ofUser.map { $0.contains(row.record.id) } ?? true)
    }
    let byName = exchange.query("sort_by")?.string == "name"
    let size = try exchange.pageSize()
    let cursor = try exchange.cursor(ofNames: byName)
    let ascending = exchange.query("sort_direction")?.string == "asc"
    let page =
      byName
      ? world[Tool.self].page(
        of: size, after: cursor, ascending: ascending, sortedBy: { .text($0.name) }, where: matches)
      : world[Tool.self].page(of: size, after: cursor, ascending: ascending, where: matches)
    let owner = world[User.self]
    return .json(page.json("tools") { $0.json(owner: owner) })
  }
}
