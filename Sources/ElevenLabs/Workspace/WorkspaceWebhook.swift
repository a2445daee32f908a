internal import JSON
internal import Simulation

/// A webhook of the workspace: where events go, and what they are signed with.
struct WorkspaceWebhook: SecretRecord, SnapshotKind {
  static let kind = "workspace_webhooks"

  /// 32 hexadecimal digits.
  let id: String
  var name: String
  let url: String
  /// Switched off by hand.
  var isDisabled = false
  /// Switched off by the service after many failures.
  var isAutoDisabled = false
  /// Whether failed transcripts are sent again; off unless a PATCH switches it on.
  var retryEnabled = false
  /// What is sent beside the service's own header fields: texts by name.
  var requestHeaders: JSONObject = [:]
  /// The workspace's own events that it is subscribed to; those of calls stand in the settings.
  var events: [String] = []
  let createdAt: Instant
  /// Deliveries since the last success.
  var consecutiveFailures = 0
  var lastSuccessAt: Instant?
  /// The status of the newest delivery that was not answered 200.
  var mostRecentFailureErrorCode: Int64?
  var mostRecentFailureAt: Instant?
  /// The secret where a scenario says which; no other is written down anywhere.
  var literalSecret: String?
  /// What deliveries are signed with instead, where a scenario lets an app have the wrong secret.
  var otherSecret: String?

  init(id: String, name: String, url: String, createdAt: Instant) {
    self.id = id
    self.name = name
    self.url = url
    self.createdAt = createdAt
  }

  var orderKey: Int64 { createdAt.nanoseconds }

  var placeholder: String { "<webhook:\(id)>" }

  /// What deliveries are signed with, as a whole: `wsec_` and 64 hexadecimal digits.
  ///
  /// It follows from the sandbox's name and the webhook's id, never from the seed, as the keys do.
  func secret(in sandbox: Sandbox) -> String {
    if let literalSecret { return literalSecret }
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "webhook/\(sandbox.name)/\(id)"))
    return "wsec_" + ids.hexadecimal(digits: 64)
  }

  /// Takes over header fields as they are sent; null takes one away.
  ///
  /// What null does is assumed: the SDK allows it, no page explains it.
  mutating func setHeaders(_ fields: JSONObject) {
    requestHeaders = JSONObject(fields.filter { !$0.value.isNull }.map { ($0.key, $0.value) })
  }

  /// Makes it a webhook that works again, where the service had given it up.
  ///
  /// That a PATCH with `is_disabled` false does so, and begins to count anew, is assumed.
  mutating func revive() {
    isAutoDisabled = false
    consecutiveFailures = 0
  }

  /// One element of `GET /v1/workspace/webhooks`; `usage` is nil where it was not asked for.
  func json(usage: [WebhookUsage]?) -> JSONValue {
    [
      "name": .string(name),
      "webhook_id": .string(id),
      "webhook_url": .string(url),
      "is_disabled": .bool(isDisabled),
      "is_auto_disabled": .bool(isAutoDisabled),
      "created_at_unix": .integer(createdAt.unixSeconds),
      "auth_type": "hmac",
      "usage": usage.map { .array(WebhookUsage.types(of: $0, events: events).map { ["usage_type": .string($0)] }) }
        ?? .null,
      "events": usage == nil ? .null : .array(events.map { .string($0) }),
      "most_recent_failure_error_code": mostRecentFailureErrorCode.map { .integer($0) } ?? .null,
      "most_recent_failure_timestamp": mostRecentFailureAt.map { .integer($0.unixSeconds) } ?? .null,
    ]
  }
}
