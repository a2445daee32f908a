internal import JSON

/// What a caller wishes an agent to be otherwise for one conversation, and what the agent allows of it.
struct Overrides {
  /// The configuration with what was allowed.
  private(set) var configuration: AgentConfiguration
  /// The fields that were sent and are not allowed, as paths.
  private(set) var refused: [[String]] = []

  /// Applies `conversation_config_override` where `platform_settings.overrides` has the switch on.
  ///
  /// Nulls are no wishes; a field that has no switch is one that the service does not know.
  init(_ clientData: JSONValue, of agent: Agent) {
    configuration = agent.configuration
    let switches = agent.platformSettings["overrides"]
    if let wishes = clientData["conversation_config_override"]?.object, !wishes.isEmpty {
      let allowed = switches?["conversation_config_override"] ?? [:]
      configuration = AgentConfiguration(merged(configuration.value, wishes, allowed, at: []))
    }
    if let body = clientData["custom_llm_extra_body"]?.object, !body.isEmpty,
      switches?["custom_llm_extra_body"]?.bool != true
    {
      refused.append(["custom_llm_extra_body"])
    }
    if clientData["starting_workflow_node_id"]?.string != nil,
      switches?["enable_starting_workflow_node_id_from_client"]?.bool != true
    {
      refused.append(["starting_workflow_node_id"])
    }
  }

  private mutating func merged(
    _ value: JSONValue, _ wishes: JSONObject, _ allowed: JSONValue, at path: [String]
  ) -> JSONValue {
    var value = value
    for (key, wish) in wishes where !wish.isNull {
      let here = path + [key]
      switch allowed[key] {
      case .bool(true)?: value[key] = wish
      case .bool(false)?: refused.append(here)
      case .object?:
        guard let inner = wish.object else { continue }
        value[key] = merged(value[key] ?? [:], inner, allowed[key] ?? [:], at: here)
      default: continue
      }
    }
    return value
  }

  /// What the service says of the first that is not allowed; nil where all are.
  ///
  /// Source: close reasons of 2025 and 2026 (reference §7.9), with quotes.
  var complaint: String? {
    refused.first.map { "Override for field '\($0.last ?? "")' is not allowed by config." }
  }

  /// Which switches would have to be on.
  var hint: String? {
    guard !refused.isEmpty else { return nil }
    let names = refused.map { path in
      switch path[0] {
      case "custom_llm_extra_body": "platform_settings.overrides.custom_llm_extra_body"
      case "starting_workflow_node_id":
        "platform_settings.overrides.enable_starting_workflow_node_id_from_client"
      default: "platform_settings.overrides.conversation_config_override.\(path.joined(separator: "."))"
      }
    }
    return
      "The agent does not allow this override: switch \(names.joined(separator: " and ")) on (true) in the agent, by "
      + "PATCH /v1/convai/agents/{agent_id} or under Security in the dashboard."
  }
}
