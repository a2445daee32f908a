internal import EventLoop
internal import JSON
internal import Simulation

/// Webhooks of the workspace: create, list, patch, delete.
@LoopActor enum WorkspaceWebhookRoutes {
  static let handlers: [String: Handler] = [
    "create_workspace_webhook_route": create,
    "get_workspace_webhooks_route": list,
    "edit_workspace_webhook_route": patch,
    "delete_workspace_webhook_route": delete,
  ]

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let settings = exchange.body["settings"] ?? [:]
    let url = settings["webhook_url"]?.string ?? ""
    exchange.hint = try hint(for: url)
    let sandbox = exchange.sandbox
    var webhook = WorkspaceWebhook(
      id: sandbox.ids.hexadecimal(), name: settings["name"]?.string ?? "", url: url, createdAt: sandbox.clock.now)
    webhook.setHeaders(settings["request_headers"]?.object ?? [:])
    sandbox.world[WorkspaceWebhook.self].put(webhook)
    sandbox.hide(webhook)
    return .json(["webhook_id": .string(webhook.id), "webhook_secret": .string(webhook.secret(in: sandbox))])
  }

  /// What to say of a URL that the service would not take and Ringback does; throws where neither would.
  private static func hint(for text: String) throws(APIError) -> String? {
    guard let url = WebhookURL(text), url.isTaken else {
      throw APIError("invalid_webhook_url", ["sent": HintLine.quoted(text)])
    }
    guard !url.isSecure else { return nil }
    return "\(HintLine.quoted(text)) is http, and the real service takes https only. Ringback lets it pass because the "
      + "host is this machine or in a private network."
  }

  /// The webhook with this id, or the refusal that the service is assumed to give.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> WorkspaceWebhook {
    guard let webhook = sandbox.world[WorkspaceWebhook.self][id] else {
      throw APIError("webhook_not_found", ["id": id], hint: NotFoundHints.webhook(id, in: sandbox))
    }
    return webhook
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let showsUsage = exchange.query("include_usages")?.bool == true
    let found = world[WorkspaceWebhook.self].all.map { webhook in
      webhook.json(usage: showsUsage ? WebhookUsage.all(of: webhook.id, in: world) : nil)
    }
    return .json(["webhooks": .array(found)])
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var webhook = try find(exchange.path("webhook_id"), in: exchange.sandbox)
    webhook.name = exchange.text("name")
    webhook.isDisabled = exchange.body("is_disabled")?.bool ?? false
    if !webhook.isDisabled { webhook.revive() }
    if let retries = exchange.body("retry_enabled")?.bool { webhook.retryEnabled = retries }
    if let fields = exchange.body("request_headers")?.object { webhook.setHeaders(fields) }
    if let events = exchange.body("events")?.array { webhook.events = events.compactMap(\.string) }
    exchange.sandbox.world[WorkspaceWebhook.self].put(webhook)
    // Which word stands in `status` is assumed.
    return .json(["status": "ok"])
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let webhook = try find(exchange.path("webhook_id"), in: sandbox)
    let usages = WebhookUsage.all(of: webhook.id, in: sandbox.world)
    guard usages.isEmpty else {
      let users = usages.prefix(3).map(\.words).joined(separator: ", ") + (usages.count > 3 ? ", ..." : "")
      throw APIError(
        "webhook_in_use", ["id": webhook.id],
        hint:
          "Webhook \(webhook.id) (\(webhook.name)) is used by \(users). A webhook can be deleted only while nothing "
          + "uses it: set post_call_webhook_id to null or to another webhook there first.")
    }
    sandbox.world[WorkspaceWebhook.self].remove(webhook.id)
    return .json(["status": "ok"])
  }
}
