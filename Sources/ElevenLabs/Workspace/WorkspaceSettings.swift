internal import JSON
internal import Simulation

/// What holds for all agents of the workspace: `/v1/convai/settings`.
///
/// The user's settings at the service, not those of the fake, which are ``Settings``. Defaults: the published document
/// of 2026-08.
struct WorkspaceSettings: Singleton, SnapshotKind {
  static let kind = "workspace_settings"

  /// The answer of `GET /v1/convai/settings`.
  private(set) var content: JSONObject = [
    "conversation_initiation_client_data_webhook": nil,
    "webhooks": [
      "post_call_webhook_id": nil, "events": [], "transcript_format": "json", "send_audio": nil,
      "exclude_transcript": nil,
    ],
    "can_use_mcp_servers": false,
    "rag_retention_period_days": 10,
    "conversation_embedding_retention_days": nil,
    "default_livekit_stack": "standard",
  ]

  init() {}

  /// The webhook that hears of the calls of all agents that do not say otherwise.
  var postCallWebhookID: String? {
    get { content["webhooks"]?["post_call_webhook_id"]?.string }
    set { content["webhooks"]?["post_call_webhook_id"] = JSONValue(newValue) }
  }

  /// Takes over the members that were sent: `checked` as the document has them, `sent` as they came.
  ///
  /// That members of `webhooks` that were not sent stay is assumed, as for agents.
  mutating func apply(_ checked: JSONValue, sent: JSONValue?) {
    for (name, value) in Self.members(of: checked, in: sent) {
      guard name == "webhooks", var webhooks = content[name]?.object else {
        content[name] = value
        continue
      }
      webhooks.merge(Self.members(of: value, in: sent?[name]))
      content[name] = .object(webhooks)
    }
  }

  /// The members of a checked object that are no filled-in defaults.
  private static func members(of checked: JSONValue, in sent: JSONValue?) -> JSONObject {
    JSONObject((checked.object ?? [:]).filter { sent?[$0.key] != nil }.map { ($0.key, $0.value) })
  }
}
