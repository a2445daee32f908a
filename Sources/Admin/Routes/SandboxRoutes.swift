internal import EventLoop
internal import HTTP1
internal import JSON
internal import Scenario
internal import Simulation

/// The life of sandboxes, and what exists in them.
@LoopActor enum SandboxRoutes {
  static let handlers: [String: AdminHandler] = [
    "list_sandboxes": list, "create_sandbox": create, "get_sandbox": get, "delete_sandbox": delete,
    "reset_sandbox": reset, "patch_world": patchWorld,
  ]

  private static func list(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    .json(["sandboxes": .array(exchange.keeper.registry.all.map(exchange.describe))])
  }

  private static func create(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let request = try SandboxRequest(exchange.body)
    guard exchange.isLarge else {
      return .json(exchange.describe(try exchange.keeper.create(request)), status: 201)
    }
    return exchange.later { () throws(AdminError) in
      Response.json(exchange.describe(try await exchange.keeper.createInSlices(request)), status: 201)
    }
  }

  private static func get(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    .json(exchange.describe(try exchange.namedSandbox()))
  }

  private static func delete(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let name = exchange.parameters["name"] ?? ""
    try exchange.refusing { () throws(SandboxFailure) in try exchange.keeper.registry.delete(name) }
    return .now(Response(status: 204, body: []))
  }

  private static func reset(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let name = exchange.parameters["name"] ?? ""
    let sandbox = try exchange.refusing { () throws(SandboxFailure) in try exchange.keeper.registry.reset(name) }
    return .json(exchange.describe(sandbox))
  }

  private static func patchWorld(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.namedSandbox()
    let world = exchange.body.object ?? [:]
    let rest = exchange.withoutBody
    guard !exchange.isLarge else {
      return exchange.later { () throws(AdminError) in
        try await rest.keeper.patchInSlices(sandbox, world: world)
        return rest.journaled(.json(rest.describe(sandbox)), in: sandbox)
      }
    }
    try exchange.keeper.patch(sandbox, world: world)
    return .afterwards { rest.journaled(.json(rest.describe(sandbox)), in: sandbox) }
  }
}

extension AdminExchange {
  /// From how many bytes on a scenario in a request takes so long to read that others should not wait for it.
  private static let largeScenario = 32 << 10

  /// Whether what the body says is made in slices.
  var isLarge: Bool { request.body.count >= Self.largeScenario }

  /// Answers when that is made.
  func later(_ answer: @escaping @LoopActor @Sendable () async throws(AdminError) -> Response) -> AdminReply {
    .later {
      do throws(AdminError) { return try await answer() } catch { return error.response }
    }
  }

  /// A sandbox as the control API shows it: name, base URL, credentials, ids of named objects.
  func describe(_ sandbox: Sandbox) -> JSONValue {
    var keys: JSONObject = [:]
    for credential in sandbox.plan.credentials { keys[credential.name] = .string(credential.value) }
    var answer: JSONObject = [
      "name": .string(sandbox.name),
      "base_url": .string(sandbox.name == "default" ? origin : "\(origin)/~\(sandbox.name)"),
      "seed": .string(String(sandbox.plan.seed)),
      "now": .string(sandbox.clock.now.rfc3339),
      "clock": .object(sandbox.clock.mode.json),
      "scenario": .array(sandbox.plan.scenarios.map { .string($0) }),
      "keys": .object(keys),
      "twilio": [
        "account_sid": .string(sandbox.twilio.accountSID), "auth_token": .string(sandbox.twilio.authToken),
      ],
    ]
    answer.merge(keeper.names(in: sandbox))
    answer.append("objects", .integer(sandbox.world.count))
    answer.append("recipe", .object(sandbox.plan.recipe))
    return .object(answer)
  }
}
