internal import JSON

/// A tool as an agent has it: written into its prompt, or one of the workspace's.
struct AgentTool {
  /// The configuration, with `type`, `name` and, of server tools, `api_schema`.
  let config: JSONValue
  /// `tool_…`; nil where it is written into the prompt.
  let id: String?

  init(_ config: JSONValue, id: String? = nil) {
    self.config = config
    self.id = id
  }

  var type: String { config["type"]?.string ?? "webhook" }
  var name: String { config["name"]?.string ?? "" }
  /// How long the app may take, in seconds.
  var patience: Int64 { max(1, config["response_timeout_secs"]?.integer ?? 20) }

  /// What its placeholders stand for where nobody says.
  var defaults: JSONObject { AgentConfiguration.defaults(config) }

  /// The variables that a call of it needs: in its texts, and those that its parameters and headers are bound to.
  func collectNames(into names: inout NameList) { Self.collect(config, into: &names) }

  private static func collect(_ value: JSONValue, into names: inout NameList) {
    switch value {
    case .string(let text): Placeholders.collect(text, into: &names)
    case .array(let elements): for element in elements { collect(element, into: &names) }
    case .object(let members):
      for (key, member) in members {
        switch key {
        // What a tool's answer sets is no need; descriptions are for the model, which fills in by itself.
        case "assignments", "dynamic_variables": continue
        case "dynamic_variable", "variable_name":
          if let name = member.string, !name.isEmpty { names.append(name) }
        default: collect(member, into: &names)
        }
      }
    default: break
    }
  }
}
