internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Patterns
internal import Simulation

/// Secrets: create, list, get, patch, delete, and what uses them.
@LoopActor enum SecretRoutes {
  static let handlers: [String: Handler] = [
    "create_secret_route": create,
    "get_secrets_route": list,
    "get_secret_route": get,
    "update_secret_route": patch,
    "delete_secret_route": delete,
    "get_secret_dependencies_route": dependencies,
  ]

  /// The secret with this id, or the refusal that is assumed of the service.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> Secret {
    guard let secret = sandbox.world[Secret.self][id] else {
      throw .documentNotFound(id, hint: NotFoundHints.secret(id, in: sandbox))
    }
    return secret
  }

  /// Operations whose requests carry credentials: those of the workspace's secrets, of numbers, tools and webhooks.
  nonisolated private static let bearers: Set<String> = [
    "create_secret_route", "update_secret_route", "create_phone_number_route", "update_phone_number_route",
    "add_tool_route", "update_tool_route", "create_workspace_webhook_route", "edit_workspace_webhook_route",
  ]

  /// Whether requests to an operation carry a secret's value.
  nonisolated static func takesSecret(_ operation: String) -> Bool { bearers.contains(operation) }

  /// Keeps the journal from showing the values that a request carries, whatever comes of the request.
  static func hide(_ arrival: Arrival) {
    guard let body = try? JSONParser().parse(arrival.request.body) else { return }
    if arrival.path.starts(with: path), let value = body["value"]?.string {
      arrival.sandbox.hide(value, as: Secret.placeholder(named: body["name"]?.string ?? ""))
    }
    arrival.sandbox.noteCredentials(in: body)
  }

  private static let path = Array("/v1/convai/secrets".utf8)

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let secret = Secret(
      id: sandbox.ids.alphanumeric(), name: exchange.text("name"), value: exchange.text("value"),
      createdAt: sandbox.clock.now)
    sandbox.world[Secret.self].put(secret)
    return .json(secret.json)
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let secret = try find(exchange.path("secret_id"), in: exchange.sandbox)
    return .json(secret.json(usedBy: SecretUse(in: exchange.sandbox.world), limit: nil))
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var secret = try find(exchange.path("secret_id"), in: exchange.sandbox)
    secret.name = exchange.text("name")
    secret.value = exchange.text("value")
    exchange.sandbox.world[Secret.self].put(secret)
    return .json(secret.json)
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let secret = try find(exchange.path("secret_id"), in: exchange.sandbox)
    let use = SecretUse(in: exchange.sandbox.world)
    let users =
      (use.tools[secret.id] ?? []).map { "\($0.id) (\($0.name))" }
      + (use.agents[secret.id] ?? []).map { "\($0.id) (\($0.name))" }
    guard users.isEmpty else {
      throw APIError("secret_in_use", ["id": secret.id, "users": Dependents.listed(users)])
    }
    exchange.sandbox.world[Secret.self].remove(secret.id)
    return .empty
  }

  /// Without `page_size` all secrets are one page.
  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let search = exchange.query("search")?.string?.lowercased()
    let limit = exchange.query("dependency_limit")?.integer.map { Int($0) }
    let size = exchange.query("page_size")?.integer.map { Int($0) } ?? .max
    let page = world[Secret.self].page(of: size, after: try exchange.cursor()) { row in
      search.map { row.record.name.lowercased().contains(text: $0) } ?? true
    }
    let use = SecretUse(in: world)
    return .json([
      "secrets": .array(page.elements.map { $0.json(usedBy: use, limit: limit) }),
      "next_cursor": JSONValue(page.nextCursor),
    ])
  }

  private static func dependencies(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let secret = try find(exchange.path("secret_id"), in: exchange.sandbox)
    let use = SecretUse(in: exchange.sandbox.world)
    let size = try exchange.pageSize()
    let cursor = try exchange.cursor()
    switch exchange.path("resource_type") {
    case "tools":
      let ids = Set((use.tools[secret.id] ?? []).map(\.id))
      let page = exchange.sandbox.world[Tool.self].page(of: size, after: cursor) { ids.contains($0.record.id) }
      return .json(answer(page) { $0.dependent })
    case "agents":
      let ids = Set((use.agents[secret.id] ?? []).map(\.id))
      let page = exchange.sandbox.world[Agent.self].page(of: size, after: cursor) { ids.contains($0.record.id) }
      return .json(answer(page) { $0.dependent })
    default: return .json(["dependencies": [], "next_cursor": nil])
    }
  }

  private static func answer<R>(_ page: Page<R>, _ element: (R) -> JSONValue) -> JSONValue {
    ["dependencies": .array(page.elements.map(element)), "next_cursor": JSONValue(page.nextCursor)]
  }
}
