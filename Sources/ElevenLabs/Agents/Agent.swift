internal import JSON
internal import Simulation

/// An agent: its configuration as the API stores it, defaults filled in.
struct Agent: Record, SnapshotKind {
  static let kind = "agents"

  let id: String
  var name: String
  private(set) var configuration: AgentConfiguration
  var platformSettings: JSONValue
  var workflow: JSONValue
  var tags: [String]
  let createdAt: Instant
  var updatedAt: Instant
  /// `agtbrch_…`, the one branch that every agent has.
  let branchID: String
  /// The id of its one version, `agtvrsn_…`.
  let versionID: String

  /// An agent from a create body whose defaults are filled in.
  ///
  /// That one without a name is called so is assumed.
  init(body: JSONValue, id: String, at now: Instant, ids: inout IDGenerator) {
    func object(_ name: String) -> JSONValue? { body[name]?.object.map { .object($0) } }
    self.id = id
    name = body["name"]?.string ?? "New agent"
    configuration = AgentConfiguration(object("conversation_config") ?? [:])
    platformSettings = object("platform_settings") ?? [:]
    workflow = object("workflow") ?? ["edges": [:], "nodes": [:], "prevent_subagent_loops": false]
    tags = body["tags"]?.array?.compactMap(\.string) ?? []
    createdAt = now
    updatedAt = now
    branchID = ids.resource("agtbrch", at: now)
    versionID = ids.resource("agtvrsn", at: now)
  }

  var conversationConfig: JSONValue {
    get { configuration.value }
    set { configuration = AgentConfiguration(newValue) }
  }

  var orderKey: Int64 { createdAt.nanoseconds }

  var isArchived: Bool { platformSettings["archived"]?.bool ?? false }

  var voiceID: JSONValue { conversationConfig["tts"]?["voice_id"] ?? .null }

  /// The configuration mistakes that the service finds beyond the shape, as pydantic words them.
  ///
  /// Source: SDK traceback of agents.create, 2026-01. That `eleven_flash_v2_5` meets the same refusal is assumed.
  var configurationIssues: [JSONValue] {
    guard conversationConfig["agent"]?["language"]?.string == "en",
      let model = conversationConfig["tts"]?["model_id"]?.string,
      ["eleven_turbo_v2_5", "eleven_flash_v2_5"].contains(model)
    else { return [] }
    return [
      [
        "type": "value_error", "loc": [], "msg": "Value error, English Agents must use turbo or flash v2.",
        "input": conversationConfig, "ctx": ["error": [:]],
        "url": "https://errors.pydantic.dev/2.10/v/value_error",
      ]
    ]
  }

  /// The configuration with those tools spelled out in the deprecated `tools` that `tool_ids` names.
  ///
  /// Tools that were sent inline stay behind them, unless one of the same name is there. That answers repeat tools so is
  /// assumed.
  private func shownConfig(_ tools: Table<Tool>) -> JSONValue {
    let ids = conversationConfig["agent"]?["prompt"]?["tool_ids"]?.array ?? []
    guard !ids.isEmpty else { return conversationConfig }
    let named = ids.compactMap { $0.string.flatMap { tools[$0] } }
    let inline = (conversationConfig["agent"]?["prompt"]?["tools"]?.array ?? []).filter { tool in
      !named.contains { $0.name == tool["name"]?.string }
    }
    var config = conversationConfig
    config["agent"]?["prompt"]?["tools"] = .array(named.map(\.config) + inline)
    return config
  }

  /// The answer of `GET /v1/convai/agents/{agent_id}`.
  func json(phoneNumbers: [JSONValue], tools: Table<Tool>, owner: User) -> JSONValue {
    [
      "agent_id": .string(id),
      "name": .string(name),
      "conversation_config": shownConfig(tools),
      "metadata": [
        "created_at_unix_secs": .integer(createdAt.unixSeconds),
        "updated_at_unix_secs": .integer(updatedAt.unixSeconds),
      ],
      "platform_settings": platformSettings,
      "phone_numbers": .array(phoneNumbers),
      "whatsapp_accounts": [],
      "workflow": workflow,
      "access_info": Self.accessInfo(owner),
      "tags": .array(tags.map { .string($0) }),
      "version_id": .string(versionID),
      "branch_id": .string(branchID),
      "main_branch_id": .string(branchID),
      "procedures": [:],
    ]
  }

  /// One element of `GET /v1/convai/agents`.
  func summary(owner: User, lastCall: Instant?) -> JSONValue {
    [
      "agent_id": .string(id),
      "name": .string(name),
      "voice_id": voiceID,
      "tags": .array(tags.map { .string($0) }),
      "created_at_unix_secs": .integer(createdAt.unixSeconds),
      "updated_at_unix_secs": .integer(updatedAt.unixSeconds),
      "access_info": Self.accessInfo(owner),
      "last_call_time_unix_secs": lastCall.map { .integer($0.unixSeconds) } ?? .null,
      "archived": .bool(isArchived),
    ]
  }

  /// Who may do what with a thing of the workspace; its user may do everything.
  static func accessInfo(_ owner: User) -> JSONValue {
    [
      "is_creator": true,
      "creator_name": owner.profile["first_name"] ?? .null,
      "creator_email": "owner@example.com",
      "role": "admin",
    ]
  }
}
