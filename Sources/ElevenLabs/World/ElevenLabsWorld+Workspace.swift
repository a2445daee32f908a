internal import JSON
internal import Scenario
internal import Simulation

extension ElevenLabsWorld {
  /// Adds, replaces and removes what agents and conversations refer to: webhooks, the settings that name one, and tags.
  func applyWorkspace(
    _ content: JSONObject, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    for (name, value) in content["webhooks"]?.object ?? [:] {
      try applyWebhook(name, value, at: pointer.appending("webhooks").appending(name), to: &world, now: now)
    }
    if let settings = content["workspace_settings"] {
      try applyWorkspaceSettings(settings, at: pointer.appending("workspace_settings"), to: &world)
    }
    for (name, value) in content["tags"]?.object ?? [:] {
      try applyTag(name, value, at: pointer.appending("tags").appending(name), to: &world, now: now)
    }
  }

  /// Puts the id of a webhook where a scenario has its name: `path` leads to the object with `post_call_webhook_id`.
  func resolveWebhook(
    in value: inout JSONValue, _ path: [String], at pointer: JSONPointer, world: World
  ) throws(ScenarioMistake) {
    guard let step = path.first else {
      guard let name = value["post_call_webhook_id"]?.string else { return }
      let names = world[WorldNames.self].webhooks
      let id = names[name]?.string ?? name
      guard world[WorkspaceWebhook.self][id] != nil else {
        throw .unknown("webhook", name, among: names.keys, at: pointer.appending("post_call_webhook_id"))
      }
      value["post_call_webhook_id"] = .string(id)
      return
    }
    guard var inside = value[step] else { return }
    try resolveWebhook(in: &inside, Array(path.dropFirst()), at: pointer.appending(step), world: world)
    value[step] = inside
  }

  private func applyWebhook(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let known = world[WorldNames.self].webhooks[name]?.string
    guard let content = value.object else {
      if let known { Self.removeWebhook(known, from: &world) }
      world[WorldNames.self].webhooks[name] = nil
      return
    }
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "webhook/\(name)"))
    let id = content["webhook_id"]?.string ?? known ?? ids.hexadecimal()
    let url = content["webhook_url"]?.string ?? ""
    guard let target = WebhookURL(url), target.isTaken else {
      throw ScenarioMistake(
        pointer.appending("webhook_url"),
        "expected an https URL, or http where the host is this machine or in a private network; found "
          + "\(HintLine.quoted(url)).")
    }
    try own(id, name, among: world[WorldNames.self].webhooks, at: pointer.appending("webhook_id"))
    let created = content["created_at_unix"]?.integer.map { Instant(unixSeconds: $0) } ?? now
    var webhook = WorkspaceWebhook(id: id, name: content["name"]?.string ?? name, url: url, createdAt: created)
    webhook.retryEnabled = content["retry_enabled"]?.bool ?? false
    webhook.isDisabled = content["is_disabled"]?.bool ?? false
    webhook.setHeaders(content["request_headers"]?.object ?? [:])
    webhook.literalSecret = content["secret"]?.string
    webhook.otherSecret = content["signs_with"]?.string
    world[WorkspaceWebhook.self].put(webhook)
    world[WorldNames.self].webhooks[name] = .string(id)
  }

  /// Removes a webhook, and whatever lets it hear of calls.
  private static func removeWebhook(_ id: String, from world: inout World) {
    world[WorkspaceWebhook.self].remove(id)
    if world[WorkspaceSettings.self].postCallWebhookID == id { world[WorkspaceSettings.self].postCallWebhookID = nil }
    for agent in world[Agent.self].all where agent.postCallWebhookID == id {
      world[Agent.self].update(agent.id) { $0.postCallWebhookID = nil }
    }
  }

  private func applyWorkspaceSettings(
    _ value: JSONValue, at pointer: JSONPointer, to world: inout World
  ) throws(ScenarioMistake) {
    var checked = try validated(value, "update_settings_route", at: pointer)
    try resolveWebhook(in: &checked, ["webhooks"], at: pointer, world: world)
    world[WorkspaceSettings.self].apply(checked, sent: value)
  }

  private func applyTag(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id = identifier(name, value["tag_id"] ?? world[WorldNames.self].tags[name], prefix: "ctag")
    guard let content = value.object else {
      ConversationTag.remove(id, from: &world)
      world[WorldNames.self].tags[name] = nil
      return
    }
    try own(id, name, among: world[WorldNames.self].tags, at: pointer.appending("tag_id"))
    world[ConversationTag.self].put(
      ConversationTag(
        id: id, title: content["title"]?.string ?? name, description: content["description"]?.string,
        createdAt: content["created_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now))
    world[WorldNames.self].tags[name] = .string(id)
  }
}
