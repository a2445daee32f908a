internal import EventLoop
internal import JSON
internal import Simulation

/// Who lets a webhook hear of calls.
enum WebhookUsage: Equatable {
  /// The workspace's settings.
  case settings
  /// An agent that departs from them.
  case agent(id: String, name: String)

  /// All that name the webhook, the settings first.
  @LoopActor static func all(of webhookID: String, in world: World) -> [WebhookUsage] {
    let own: [WebhookUsage] = world[WorkspaceSettings.self].postCallWebhookID == webhookID ? [.settings] : []
    return own
      + world[Agent.self].all.filter { $0.postCallWebhookID == webhookID }.map { .agent(id: $0.id, name: $0.name) }
  }

  /// The words of `usage_type`, each once; the workspace's own events count as usage as well.
  static func types(of usages: [WebhookUsage], events: [String]) -> [String] {
    var types: [String] = usages.contains(.settings) ? ["ConvAI Settings"] : []
    if usages.contains(where: { $0 != .settings }) { types.append("ConvAI Agent Settings") }
    let ofEvents = [
      "voice_library_removal_notice": "Voice Library Removal Notices", "speech_to_text": "Speech to Text",
      "agent_qa": "Agent QA Evaluations", "flows": "Flows",
    ]
    return types + events.compactMap { ofEvents[$0] }
  }

  /// For a hint.
  var words: String {
    switch self {
    case .settings: "the workspace's settings (PATCH /v1/convai/settings)"
    case .agent(let id, let name): "agent \(id) (\(name))"
    }
  }
}

extension Agent {
  /// The webhook that hears of this agent's calls in place of the workspace's; nil where that is left to the settings.
  var postCallWebhookID: String? {
    get { platformSettings["workspace_overrides"]?["webhooks"]?["post_call_webhook_id"]?.string }
    set { platformSettings["workspace_overrides"]?["webhooks"]?["post_call_webhook_id"] = JSONValue(newValue) }
  }
}
