internal import Bytes
internal import EventLoop
internal import JSON
internal import Patterns

extension Analysis {
  /// What was found out of a conversation: what the scenario says, and for the rest simple rules (docs/conversations.md).
  @LoopActor init(of conversation: Conversation, _ result: Talk.Result) {
    self.init(
      of: conversation.transcript, ending: conversation.terminationReason, agentName: conversation.agentName,
      collected: result.collected, session: result.session)
  }

  init(
    of transcript: [Turn], ending: String, agentName: String, collected answers: JSONObject, session: Session,
    extraCriteria: [JSONValue] = []
  ) {
    self.init()
    let script = session.script?.analysis
    let answered = transcript.contains { $0.role == .user }
    let platform = session.agent.platformSettings
    judge(
      (platform["evaluation"]?["criteria"]?.array ?? []) + extraCriteria, script?["evaluation_criteria"]?.object ?? [:],
      answered: answered, isInterrupted: transcript.last?.isInterrupted == true)
    collect(
      platform["data_collection"]?.object ?? [:], answers, script?["data_collection"]?.object ?? [:], session)
    outcome =
      script?["call_successful"]?.string.flatMap(Outcome.init(rawValue:)) ?? (answered ? judgement : .unknown)
    summary =
      script?["transcript_summary"]?.string
      ?? Self.summary(of: transcript, ending, agentName, answers: answers.count)
    title =
      script?["call_summary_title"]?.string
      ?? (answered ? "Conversation with \(agentName)" : "Unanswered conversation of \(agentName)")
  }

  /// A criterion is met where the person spoke and nobody hung up on the agent; the scenario has the last word.
  private mutating func judge(
    _ wanted: [JSONValue], _ script: JSONObject, answered: Bool, isInterrupted: Bool
  ) {
    let result = !answered ? "unknown" : isInterrupted ? "failure" : "success"
    let rationale =
      !answered
      ? "The person said nothing." : isInterrupted ? "The person hung up on the agent." : "The conversation was held."
    for criterion in wanted {
      guard let id = criterion["id"]?.string else { continue }
      criteria[id] = [
        "criteria_id": .string(id), "result": .string(result), "rationale": .string(rationale),
      ]
    }
    for (id, said) in script {
      criteria[id] = [
        "criteria_id": .string(id), "result": said["result"] ?? "unknown",
        "rationale": said["rationale"] ?? "The scenario says so.",
      ]
    }
  }

  /// What the criteria together say: one failure fails all; none at all is a success.
  private var judgement: Outcome {
    let results = criteria.map { $0.value["result"]?.string }
    if results.contains("failure") { return .failure }
    return results.allSatisfy { $0 == "success" } ? .success : .unknown
  }

  private mutating func collect(
    _ wanted: JSONObject, _ answers: JSONObject, _ script: JSONObject, _ session: Session
  ) {
    var ids = wanted.keys
    for id in answers.keys + script.keys where !ids.contains(id) { ids.append(id) }
    for id in ids {
      let schema = wanted[id] ?? ["type": "string"]
      var value: JSONValue = .null
      var rationale = "The conversation did not say."
      if let said = script[id] {
        (value, rationale) = (said, "The scenario says so.")
      } else if let variable = schema["dynamic_variable"]?.string, !variable.isEmpty {
        (value, rationale) = (session.value(of: variable) ?? .null, "It is the variable \(variable).")
      } else if !Self.constant(in: schema).isNull {
        (value, rationale) = (Self.constant(in: schema), "It is a constant.")
      } else if let answer = answers[id]?.string {
        (value, rationale) = (Self.value(of: answer, schema), "The person said: \(answer)")
      }
      collected[id] = [
        "data_collection_id": .string(id), "value": value, "json_schema": Self.full(schema),
        "rationale": .string(rationale),
      ]
    }
  }

  /// The constant that stands for an answer; null where there is none.
  static func constant(in schema: JSONValue) -> JSONValue {
    let value = schema["constant_value"] ?? .null
    return value == "" ? .null : value
  }

  /// The schema with the keys that the service gives back (capture of 2025-11).
  private static func full(_ schema: JSONValue) -> JSONValue {
    [
      "type": schema["type"] ?? "string", "description": schema["description"] ?? "", "enum": schema["enum"] ?? .null,
      "constant_value": schema["constant_value"] ?? "", "dynamic_variable": schema["dynamic_variable"] ?? "",
    ]
  }

  /// An answer in the type that is wanted; null where it holds nothing of that type.
  static func value(of answer: String, _ schema: JSONValue) -> JSONValue {
    let words = answer.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }
    switch schema["type"]?.string {
    case "boolean":
      if words.contains(where: { ["no", "not", "never", "nope", "don't", "can't", "nein"].contains($0) }) {
        return false
      }
      let yes = ["yes", "yeah", "yep", "sure", "okay", "ok", "right", "correct", "please", "ja"]
      return words.contains { yes.contains(String($0)) } ? true : .null
    case "integer": return number(in: answer).map { .integer(Int64(clamping: $0.rounded())) } ?? .null
    case "number": return number(in: answer).map { .real($0) } ?? .null
    default:
      if let choices = schema["enum"]?.array?.compactMap(\.string), !choices.isEmpty {
        return JSONValue(choices.first { answer.lowercased().contains(text: $0.lowercased()) })
      }
      return .string(answer)
    }
  }

  /// The first number in a text.
  private static func number(in text: String) -> Double? {
    var digits = ""
    for character in text {
      let isSign = digits.isEmpty && character == "-"
      let isPoint = !digits.isEmpty && character == "." && !digits.contains(".")
      if character.isASCII, character.isNumber || isSign || isPoint {
        digits.append(character)
      } else if Double(digits) != nil {
        break
      } else {
        digits = ""
      }
    }
    return Double(digits).flatMap { abs($0) < 1e15 ? $0 : nil }
  }

  private static func summary(of transcript: [Turn], _ ending: String, _ agentName: String, answers: Int) -> String {
    guard transcript.contains(where: { $0.role == .user }) else {
      return "\(agentName) spoke, and nobody answered. \(ending)"
    }
    let said = transcript.count { $0.role == .user }
    let told = answers == 0 ? "" : " \(answers) \(answers == 1 ? "answer was" : "answers were") collected."
    return
      "\(agentName) spoke with the person, who said something \(said == 1 ? "once" : "\(said) times").\(told) \(ending)"
  }
}
