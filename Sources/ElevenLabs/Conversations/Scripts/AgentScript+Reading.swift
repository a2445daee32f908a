internal import Bytes
internal import JSON
internal import Patterns
internal import Scenario

extension AgentScript {
  /// Reads `agents.NAME`, whose shape the schema has seen to.
  init(_ content: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    if let listed = content["lines"]?.array {
      var read: [Line] = []
      for (index, line) in listed.enumerated() {
        read.append(try Line(line.object ?? [:], at: pointer.appending("lines").appending(index)))
      }
      lines = read
    }
    analysis = content["analysis"]?.object
    analysedAfter = analysis?["after"]?.real.map { Duration(clampingSeconds: $0) }
    placeholderDefaults = content["placeholder_defaults"]?.string.flatMap(Settings.PlaceholderDefaults.init(rawValue:))
  }
}

extension AgentScript.Line {
  /// What a line can do; each line does one of these.
  private static let actions = [
    "say", "ask", "ask_each", "call_tool", "transfer_to", "end_call", "leave_message", "fail",
  ]

  init(_ content: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake) {
    let found = Self.actions.filter { content[$0] != nil && !($0 == "say" && content["end_call"] != nil) }
    guard found.count == 1 else {
      let told = found.isEmpty ? "it does nothing" : "it has \(found.joined(separator: " and "))"
      throw ScenarioMistake(pointer, "a line does one of \(Self.actions.joined(separator: ", ")); \(told).")
    }
    try Self.checkCompany(content, of: found[0], at: pointer)
    action = try Self.action(found[0], content, at: pointer)
    guard let text = content["when"]?.string else { return }
    do throws(Pattern.Malformed) {
      when = try Pattern(text)
    } catch {
      throw ScenarioMistake(pointer.appending("when"), "\"\(text)\" is no regular expression: \(error).")
    }
  }

  private static func action(
    _ name: String, _ content: JSONObject, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> Action {
    let text = content[name]?.string ?? ""
    let collect = content["collect"]?.string
    switch name {
    case "say": return .say(text)
    case "ask": return .ask(text, collect: collect)
    case "ask_each":
      do throws(JSONPointer.Malformed) {
        return .askEach(try JSONPointer(text), collect: collect)
      } catch {
        throw ScenarioMistake(
          pointer.appending(name),
          "expected a JSON Pointer into conversation_initiation_client_data, such as \"/dynamic_variables/questions\": "
            + "\(error).")
      }
    case "call_tool": return .callTool(text, with: content["with"]?.object ?? [:])
    case "transfer_to": return .transfer(to: text)
    case "end_call": return .endCall(say: content["say"]?.string)
    case "leave_message": return .leaveMessage(text)
    default:
      let failure = content["fail"]
      return .fail(
        Conversation.Failure(
          code: failure?["code"]?.integer ?? 1011, reason: failure?["reason"]?.string ?? "Unexpected server error.",
          type: failure?["error_type"]?.string ?? "system_error"))
    }
  }

  /// Refuses members that mean nothing beside the action.
  private static func checkCompany(
    _ content: JSONObject, of action: String, at pointer: JSONPointer
  ) throws(ScenarioMistake) {
    for (member, owners) in [("collect", ["ask", "ask_each"]), ("with", ["call_tool"])] {
      guard content[member] != nil, !owners.contains(action) else { continue }
      throw ScenarioMistake(
        pointer.appending(member),
        "\"\(member)\" belongs to \(owners.joined(separator: " and ")), and this line has \(action).")
    }
  }
}
