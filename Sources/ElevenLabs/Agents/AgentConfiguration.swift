internal import JSON

/// `conversation_config` of an agent with what every conversation reads from it; made once, since most conversations take it as it is.
final class AgentConfiguration: Sendable {
  /// As the API stores it, defaults filled in.
  let value: JSONValue
  /// Its `agent` and that one's `prompt`.
  let agent: JSONValue
  let prompt: JSONValue
  /// The tools that are written into the prompt.
  let inlineTools: [AgentTool]
  /// The ids of those that are the workspace's.
  let toolIDs: [String]
  /// What stands for the placeholders that nobody fills.
  let defaults: JSONObject
  /// The names that its own parts need; the workspace's tools may need more.
  let needs: VariableNeeds

  init(_ value: JSONValue) {
    self.value = value
    agent = value["agent"] ?? [:]
    prompt = agent["prompt"] ?? [:]
    inlineTools = (prompt["tools"]?.array ?? []).map { AgentTool($0) }
    toolIDs = (prompt["tool_ids"]?.array ?? []).compactMap(\.string)
    var defaults = Self.defaults(agent)
    for tool in inlineTools { defaults.merge(tool.defaults) }
    self.defaults = defaults
    var needs = VariableNeeds()
    Placeholders.collect(agent["first_message"]?.string ?? "", into: &needs.firstMessage)
    Placeholders.collect(prompt["prompt"]?.string ?? "", into: &needs.prompt)
    for tool in inlineTools { tool.collectNames(into: &needs.tools) }
    self.needs = needs
  }

  /// What a part of a configuration fills placeholders with by itself.
  static func defaults(_ part: JSONValue) -> JSONObject {
    part["dynamic_variables"]?["dynamic_variable_placeholders"]?.object ?? [:]
  }
}

extension AgentConfiguration: Codable {
  convenience init(from decoder: any Decoder) throws { self.init(try JSONValue(from: decoder)) }

  func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
