internal import JSON

/// What of the platform a conversation could use, or did.
struct Features: OptionSet, Codable, Hashable {
  let rawValue: UInt16

  static let languageDetection = Features(rawValue: 1)
  static let transferToAgent = Features(rawValue: 2)
  static let transferToNumber = Features(rawValue: 4)
  static let dtmfTones = Features(rawValue: 8)
  static let externalServers = Features(rawValue: 16)
  static let variableUpdates = Features(rawValue: 32)
  static let voicemailDetection = Features(rawValue: 64)
  static let dtmfInput = Features(rawValue: 128)

  /// What the agent has switched on.
  init(enabledIn session: Session) {
    var found: Features = []
    for (name, feature) in [
      ("language_detection", Features.languageDetection), ("transfer_to_agent", .transferToAgent),
      ("transfer_to_number", .transferToNumber), ("play_keypad_touch_tone", .dtmfTones),
      ("voicemail_detection", .voicemailDetection),
    ] where session.builtIn(name) != nil { found.insert(feature) }
    if session.tools.contains(where: { $0.config["assignments"]?.array?.isEmpty == false }) {
      found.insert(.variableUpdates)
    }
    if session.configuration.prompt["mcp_server_ids"]?.array?.isEmpty == false {
      found.insert(.externalServers)
    }
    self = found
  }

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The `features_usage` object; its keys and their order are those of a capture of 2025-11, `dtmf_input` is newer.
  static func json(enabled: Features, used: Features) -> JSONValue {
    func usage(_ feature: Features) -> JSONValue {
      ["enabled": .bool(enabled.contains(feature)), "used": .bool(used.contains(feature))]
    }
    let off: JSONValue = ["enabled": false, "used": false]
    return [
      "language_detection": usage(.languageDetection), "transfer_to_agent": usage(.transferToAgent),
      "transfer_to_number": usage(.transferToNumber), "multivoice": off, "dtmf_tones": usage(.dtmfTones),
      "external_mcp_servers": usage(.externalServers), "pii_zrm_workspace": false, "pii_zrm_agent": false,
      "tool_dynamic_variable_updates": usage(.variableUpdates), "is_livekit": false,
      "voicemail_detection": usage(.voicemailDetection),
      "workflow": [
        "enabled": false, "tool_node": off, "standalone_agent_node": off, "phone_number_node": off, "end_node": off,
      ],
      "agent_testing": [
        "enabled": false, "tests_ran_after_last_modification": false, "tests_ran_in_last_7_days": false,
      ],
      "dtmf_input": usage(.dtmfInput),
    ]
  }
}
