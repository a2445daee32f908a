internal import Bytes
internal import JSON
internal import Simulation

/// A tool that agents may call: a webhook, something in the client's hands, or one of the platform's own.
struct Tool: Record, SnapshotKind {
  static let kind = "tools"

  /// `tool_…`.
  let id: String
  /// The configuration as it was sent, defaults filled in.
  private(set) var config: JSONValue
  /// Answers that tests of agents get in place of the real ones.
  var responseMocks: JSONValue
  let createdAt: Instant
  /// How often it was called.
  private(set) var totalCalls: Int64 = 0
  /// How long its calls took on average, in seconds.
  private(set) var averageLatency = 0.0

  /// A tool from a request body whose defaults are filled in.
  init(body: JSONValue, id: String, at now: Instant) {
    self.id = id
    config = .null
    responseMocks = .null
    createdAt = now
    replace(with: body)
  }

  /// `webhook`, `client`, `system` or `mcp`.
  var type: String { config["type"]?.string ?? "" }
  /// What agents and transcripts call it.
  var name: String { config["name"]?.string ?? "" }

  var orderKey: Int64 { createdAt.nanoseconds }

  /// Takes over a request body whose defaults are filled in; what the tool was called for stays.
  mutating func replace(with body: JSONValue) {
    config = JSONSchemaForm.shown(body["tool_config"] ?? [:])
    responseMocks = body["response_mocks"] ?? .null
  }

  /// Counts a call that took so many seconds.
  mutating func count(callOf seconds: Double) {
    averageLatency = (averageLatency * Double(totalCalls) + seconds) / Double(totalCalls.addingSaturating(1))
    totalCalls = totalCalls.addingSaturating(1)
  }

  /// The ids of the secrets that the configuration names, without repeats.
  var secretIDs: [String] { SecretUse.ids(in: config) }

  /// The answer of `GET /v1/convai/tools/{tool_id}`.
  func json(owner: User) -> JSONValue {
    [
      "id": .string(id),
      "tool_config": config,
      "access_info": Agent.accessInfo(owner),
      "usage_stats": ["total_calls": .integer(totalCalls), "avg_latency_secs": .real(averageLatency)],
      "response_mocks": responseMocks,
    ]
  }
}

/// The schemas inside a tool's configuration.
enum JSONSchemaForm {
  private static let places = ["request_body_schema", "response_body_schema", "parameters"]

  /// The configuration without what requests may say and answers never do: `property_kind`.
  static func shown(_ config: JSONValue) -> JSONValue {
    var config = config
    for name in places {
      if let schema = config[name] { config[name] = bare(schema) }
      if let schema = config["api_schema"]?[name] { config["api_schema"]?[name] = bare(schema) }
    }
    return config
  }

  private static func bare(_ schema: JSONValue) -> JSONValue {
    guard var members = schema.object else { return schema }
    members["property_kind"] = JSONValue?.none
    if let items = members["items"] { members["items"] = bare(items) }
    if let properties = members["properties"]?.object {
      members["properties"] = .object(JSONObject(properties.map { ($0.key, bare($0.value)) }))
    }
    return .object(members)
  }
}
