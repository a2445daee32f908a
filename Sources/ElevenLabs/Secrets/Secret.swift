internal import JSON
internal import Simulation

/// A value that the workspace keeps for headers of tools and webhooks; no answer ever shows it.
struct Secret: SecretRecord, SnapshotKind {
  static let kind = "secrets"

  let id: String
  var name: String
  /// What a tool's header gets in the secret's place.
  var value: String
  let createdAt: Instant

  var orderKey: Int64 { createdAt.nanoseconds }

  var placeholder: String { Self.placeholder(named: name) }

  func secret(in sandbox: Sandbox) -> String { value }

  /// What stands in the place of a secret of this name.
  static func placeholder(named name: String) -> String { "<secret:\(name)>" }

  /// The answer of creating and changing it.
  var json: JSONValue { ["type": "stored", "secret_id": .string(id), "name": .string(name)] }

  /// The answer of reading it.
  ///
  /// `limit` is how many users of each kind are shown; nil shows all.
  func json(usedBy use: SecretUse, limit: Int?) -> JSONValue {
    let tools = use.tools[id] ?? []
    let agents = use.agents[id] ?? []
    let most = limit ?? .max
    return [
      "type": "stored", "secret_id": .string(id), "name": .string(name),
      "used_by": [
        "tools": .array(tools.prefix(most).map(\.dependent)), "tools_has_more": .bool(tools.count > most),
        "agents": .array(agents.prefix(most).map(\.dependent)), "agents_has_more": .bool(agents.count > most),
        "phone_numbers": [], "phone_numbers_has_more": false, "mcp_servers": [], "others": [],
      ],
    ]
  }
}

/// Which tools and agents name which secrets, read from the whole world at once.
struct SecretUse {
  /// The tools by the id of the secret, oldest first.
  private(set) var tools: [String: [Tool]] = [:]
  /// The agents by the id of the secret, oldest first.
  private(set) var agents: [String: [Agent]] = [:]

  init(in world: World) {
    for tool in world[Tool.self].all {
      for id in tool.secretIDs { tools[id, default: []].append(tool) }
    }
    for agent in world[Agent.self].all {
      let parts: JSONValue = [agent.conversationConfig, agent.platformSettings, agent.workflow]
      for id in Self.ids(in: parts) { agents[id, default: []].append(agent) }
    }
  }

  /// The ids that `secret_id` members have anywhere in a value, in order, without repeats.
  static func ids(in value: JSONValue) -> [String] {
    var found: [String] = []
    func walk(_ value: JSONValue) {
      switch value {
      case .array(let elements): elements.forEach(walk)
      case .object(let members):
        for (key, value) in members {
          if key == "secret_id", let id = value.string {
            if !found.contains(id) { found.append(id) }
          } else {
            walk(value)
          }
        }
      default: break
      }
    }
    walk(value)
    return found
  }
}
