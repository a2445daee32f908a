internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation

/// An agent's copy, the token of its public page, its widget, and how much it has to read.
@LoopActor enum AgentSharingRoutes {
  static let handlers: [String: Handler] = [
    "duplicate_agent_route": duplicate,
    "get_agent_link_route": link,
    "get_agent_widget_route": widget,
    "get_agent_knowledge_base_size": size,
  ]

  /// Assumed: a page of text is so many bytes.
  private static let bytesOfPage = 3000.0

  /// A copy with its own id and branch; numbers stay with the original.
  ///
  /// That a copy without a name has that of the original is assumed.
  private static func duplicate(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let original = try AgentRoutes.find(exchange.path("agent_id"), in: sandbox)
    let body: JSONValue = [
      "name": .string(exchange.body("name")?.string ?? original.name),
      "conversation_config": original.conversationConfig, "platform_settings": original.platformSettings,
      "workflow": original.workflow, "tags": .array(original.tags.map { .string($0) }),
    ]
    let copy = Agent(body: body, id: sandbox.newID("agent"), at: sandbox.clock.now, ids: &sandbox.ids)
    sandbox.world[Agent.self].put(copy)
    return .json(["agent_id": .string(copy.id)])
  }

  /// The agent's shareable token, where its settings have one.
  ///
  /// That this is the token of the link is assumed.
  private static func link(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let agent = try AgentRoutes.find(exchange.path("agent_id"), in: exchange.sandbox)
    guard let token = agent.platformSettings["auth"]?["shareable_token"]?.string else {
      exchange.hint =
        "The link has no token: platform_settings.auth.shareable_token of the agent is null. Its page opens with the "
        + "agent's id alone unless enable_auth is true."
      return .json(["agent_id": .string(agent.id), "token": nil])
    }
    return .json([
      "agent_id": .string(agent.id),
      "token": [
        "agent_id": .string(agent.id), "conversation_token": .string(token), "expiration_time_unix_secs": nil,
        "conversation_id": nil, "purpose": "shareable_link", "token_requester_user_id": nil,
      ],
    ])
  }

  /// The widget's settings, and what it needs to know of the conversation.
  ///
  /// That languages are offered where `language_selector` says so is assumed.
  private static func widget(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let agent = try AgentRoutes.find(exchange.path("agent_id"), in: exchange.sandbox)
    let config = agent.conversationConfig
    let presets = config["language_presets"]?.object ?? [:]
    var widget = agent.platformSettings["widget"]?.object ?? [:]
    let offersLanguages = widget["language_selector"]?.bool == true
    for name in ["language_selector", "custom_avatar_path"] { widget[name] = JSONValue?.none }
    widget["language"] = config["agent"]?["language"] ?? "en"
    widget["supported_language_overrides"] = offersLanguages ? .array(presets.keys.map { .string($0) }) : .null
    widget["language_presets"] = .object(
      JSONObject(
        presets.map { language, preset in
          let message = preset["overrides"]?["agent"]?["first_message"] ?? .null
          return (language, ["first_message": message, "text_contents": nil])
        }))
    widget["text_only"] = config["conversation"]?["text_only"] ?? false
    widget["first_message"] = config["agent"]?["first_message"] ?? .null
    widget["use_rtc"] = .some(.null)
    widget["file_input_config"] = config["conversation"]?["file_input"] ?? [:]
    return .json(["agent_id": .string(agent.id), "widget_config": .object(widget)])
  }

  private static func size(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let agent = try AgentRoutes.find(exchange.path("agent_id"), in: exchange.sandbox)
    let documents = exchange.sandbox.world[KnowledgeDocument.self]
    let bytes = agent.references.documents.names.reduce(0) { $0.addingSaturating(documents.size(of: $1)) }
    return .json(["number_of_pages": .real(Double(bytes) / bytesOfPage)])
  }
}
