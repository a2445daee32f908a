internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

extension Dialogue {
  /// Calls a tool of the agent's: the app's server is asked by whoever runs the dialogue, everything else happens here.
  mutating func callTool(_ name: String, with parameters: JSONObject) {
    let id = requestID()
    guard let tool = session.tools.first(where: { $0.name == name }) else {
      if session.builtIn(name) != nil || name == "end_call" { return callBuiltIn(name) }
      planCall(Self.call("webhook", id, name, nil, parameters, isMade: false))
      return planResult(
        Self.result("webhook", id, name, nil, "The agent has no tool named \(name).", isError: true, isMade: false))
    }
    switch tool.type {
    case "webhook":
      do throws(Placeholders.TooLong) {
        let call = try ServerToolCall(tool, with: parameters, requestID: id, in: session)
        planCall(call.json)
        plan(call, at: time)
      } catch {
        planCall(Self.call("webhook", id, name, tool.id, parameters, isMade: false))
        planResult(Self.result("webhook", id, name, tool.id, error.message, isError: true, isMade: false))
      }
    case "client": callClient(tool, id, parameters)
    case "system": callBuiltIn(name)
    default:
      planCall(Self.call(tool.type, id, name, tool.id, parameters, isMade: false))
      planResult(
        Self.result(
          tool.type, id, name, tool.id, "Nothing answers tools of type \(tool.type) here.", isError: true,
          isMade: false))
    }
  }

  private mutating func callBuiltIn(_ name: String) {
    if name == "end_call" { return hangUp() }
    let id = requestID()
    planCall(Self.call("system", id, name, nil, [:]))
    planResult(Self.result("system", id, name, nil, PythonJSON.text(["status": "success"])))
  }

  /// A client's tool goes over its socket, which a phone call does not have: nobody is called, and whoever waits for an answer
  /// waits in vain.
  private mutating func callClient(_ tool: AgentTool, _ id: String, _ parameters: JSONObject) {
    planCall(Self.call("client", id, tool.name, tool.id, parameters, isMade: false))
    let waits = tool.config["expects_response"]?.bool ?? false
    if waits { time += Duration(clampingSeconds: tool.patience) }
    planResult(
      Self.result(
        "client", id, tool.name, tool.id,
        waits ? "Client tool timed out after \(tool.patience) seconds." : "No client is connected.", isError: true,
        isMade: false, errorType: waits ? "timed_out" : "no_client"))
  }

  /// Takes in what came of a server tool's call; the agent speaks on, and says so where it went wrong.
  mutating func answer(_ outcome: ToolOutcome, at moment: Duration) {
    guard let (call, _) = openCall else { return }
    openCall = nil
    time = max(time, moment)
    var updates: [JSONValue] = []
    for (name, value) in call.tool.assignments(from: outcome.answer) {
      let now = (session.opening.startedAt + moment).unixSeconds
      updates.append([
        "variable_name": .string(name),
        "old_value": session.variables[name].map { .string(Placeholders.words($0)) } ?? .null,
        "new_value": .string(Placeholders.words(value)), "updated_at": .real(Double(now)),
        "tool_name": .string(call.tool.name), "tool_request_id": .string(call.requestID),
      ])
      session.assign(name, value)
    }
    if !updates.isEmpty { used.insert(.variableUpdates) }
    planResult(
      Self.result(
        "webhook", call.requestID, call.tool.name, call.tool.id, outcome.value, isError: outcome.isError,
        errorType: outcome.errorType, latency: outcome.latency, updates: updates))
    if outcome.isError { agentSays(SmallTalk.toolFailed) }
    isUnanswered = false
    floor = .agent
  }

  /// Ends the call with the platform's tool for it.
  mutating func hangUp() {
    let id = requestID()
    let moment = max(lastWord, time - Self.pause)
    planCall(Self.call("system", id, "end_call", nil, ["reason": "The conversation is over."]), at: moment)
    let success: JSONValue = [
      "result_type": "end_call_success", "status": "success", "reason": "The conversation is over.", "message": nil,
    ]
    planResult(Self.result("system", id, "end_call", nil, PythonJSON.text(success)), at: moment)
    end(Ending(reason: "end_call tool was called.", party: .application), at: moment)
  }

  /// Notices that a machine listens: leaves the message that there is, and hangs up.
  mutating func noticeMachine() {
    used.insert(.voicemailDetection)
    let id = requestID()
    var words = session.builtIn("voicemail_detection")?["params"]?["voicemail_message"]?.string ?? ""
    for line in session.script?.lines ?? [] {
      if case .leaveMessage(let text) = line.action { words = text }
    }
    let moment = max(lastWord, time - Self.pause)
    let reason: JSONValue = "A machine has answered."
    planCall(Self.call("system", id, "voicemail_detection", nil, ["reason": reason]), at: moment)
    let success: JSONValue = [
      "result_type": "voicemail_detection_success", "status": "success",
      "voicemail_message": words.isEmpty ? .null : .string((try? session.filled(words)) ?? words), "reason": reason,
    ]
    planResult(Self.result("system", id, "voicemail_detection", nil, PythonJSON.text(success)), at: moment)
    if !words.isEmpty { agentSays(words) }
    end(Ending(reason: "voicemail_detection tool was called.", party: .application), at: lastWord)
  }

  /// Hands the caller over: to a number, which ends the agent's part, or to another agent, who speaks on.
  mutating func transfer(to target: String) {
    let id = requestID()
    let moment = max(lastWord, time - Self.pause)
    if target.hasPrefix("+") || target.hasPrefix("sip:") {
      used.insert(.transferToNumber)
      planCall(Self.call("system", id, "transfer_to_number", nil, ["transfer_number": .string(target)]), at: moment)
      let success: JSONValue = [
        "result_type": "transfer_to_number_twilio_success", "status": "success", "transfer_number": .string(target),
        "reason": nil, "client_message": nil, "agent_message": "", "conference_name": .string(session.opening.id),
        "post_dial_digits": nil, "note": nil,
      ]
      planResult(Self.result("system", id, "transfer_to_number", nil, PythonJSON.text(success)), at: moment)
      return end(Ending(reason: "transfer_to_number tool was called.", party: .application), at: moment)
    }
    planCall(Self.call("system", id, "transfer_to_agent", nil, ["agent": .string(target)]), at: moment)
    guard let other = colleague(target, session) else {
      return planResult(
        Self.result("system", id, "transfer_to_agent", nil, "There is no agent \(target).", isError: true), at: moment)
    }
    used.insert(.transferToAgent)
    let success: JSONValue = [
      "result_type": "transfer_to_agent_success", "status": "success", "from_agent": .string(session.agent.id),
      "to_agent": .string(other.agent.id), "condition": "", "delay_ms": 0, "transfer_message": nil,
      "enable_transferred_agent_first_message": .bool(greetsAfterTransfer(to: other.agent.id)),
    ]
    planResult(Self.result("system", id, "transfer_to_agent", nil, PythonJSON.text(success)), at: moment)
    hasGreeted = !greetsAfterTransfer(to: other.agent.id)
    noteHandover(from: session.agent, to: other.agent)
    visited.append(Conversation.Visited(agentID: other.agent.id, branchID: other.agent.branchID))
    session = other
    state.agentLines = other.script?.lines.map { $0[...] }
    state.questions = nil
    floor = .agent
  }

  /// Whether the other agent is to say its first message, as this agent's tool says; off by default.
  private func greetsAfterTransfer(to agentID: String) -> Bool {
    let transfers = session.builtIn("transfer_to_agent")?["params"]?["transfers"]?.array ?? []
    return transfers.first { $0["agent_id"]?.string == agentID }?["enable_transferred_agent_first_message"]?.bool
      ?? false
  }
}

extension Dialogue {
  /// A call is a turn without words, and so is its result (capture of 2025-06).
  private mutating func planCall(_ call: JSONValue, at moment: Duration? = nil) {
    planTool(at: moment ?? time) { $0.toolCalls = [call] }
  }

  private mutating func planResult(_ result: JSONValue, at moment: Duration? = nil) {
    planTool(at: moment ?? time) { $0.toolResults = [result] }
  }

  private mutating func planTool(at moment: Duration, _ fill: (inout Turn) -> Void) {
    var turn = Turn(.agent, nil, at: moment.components.seconds)
    turn.speaker = UInt8(clamping: visited.count)
    fill(&turn)
    plan(turn, from: moment, to: moment)
  }

  private static func call(
    _ type: String, _ id: String, _ name: String, _ toolID: String?, _ parameters: JSONObject, isMade: Bool = true
  ) -> JSONValue {
    [
      "type": .string(type), "request_id": .string(id), "tool_name": .string(name), "tool_id": JSONValue(toolID),
      "params_as_json": .string(PythonJSON.text(.object(parameters))), "tool_has_been_called": .bool(isMade),
      "tool_details": nil,
    ]
  }

  private static func result(
    _ type: String, _ id: String, _ name: String, _ toolID: String?, _ value: String, isError: Bool = false,
    isMade: Bool = true, errorType: String = "", latency: Duration = .zero, updates: [JSONValue] = []
  ) -> JSONValue {
    [
      "type": .string(type), "request_id": .string(id), "tool_name": .string(name), "tool_id": JSONValue(toolID),
      "result_value": .string(value), "is_error": .bool(isError), "is_blocked": false,
      "tool_has_been_called": .bool(isMade), "tool_latency_secs": .real(latency / .seconds(1)),
      "error_type": .string(errorType), "raw_error_message": .string(isError ? value : ""),
      "dynamic_variable_updates": .array(updates),
    ]
  }
}
