internal import JSON

/// What a scenario lets an agent say, as a person reads it.
enum AgentWords {
  /// The lines of `agents.NAME`, then what its analysis finds.
  static func lines(_ script: JSONValue) -> [String] {
    if script.isNull { return ["nothing of its own"] }
    var lines = (script["lines"]?.array ?? []).map(sentence)
    if script["lines"] == nil { lines.append("talks by itself") }
    for (name, value) in script["analysis"]?.object ?? [:] { lines.append("analysis: \(name) \(value)") }
    if let word = script["placeholder_defaults"]?.string { lines.append("placeholder defaults are \(word)") }
    return lines
  }

  private static func sentence(_ line: JSONValue) -> String {
    let kept = line["collect"]?.string.map { " (kept as \($0))" } ?? ""
    let condition = line["when"]?.string.map { "when the person said /\($0)/: " } ?? ""
    return condition + deed(line) + kept
  }

  private static func deed(_ line: JSONValue) -> String {
    func text(_ name: String) -> String? { line[name]?.string }
    if line["end_call"] != nil { return (text("say").map { "says \"\($0)\" and " } ?? "") + "ends the call" }
    if let words = text("say") { return "says \"\(words)\"" }
    if let words = text("ask") { return "asks \"\(words)\"" }
    if let place = text("ask_each") { return "asks each question at \(place)" }
    if let tool = text("call_tool") { return "calls \(tool)\(line["with"].map { " with \($0)" } ?? "")" }
    if let target = text("transfer_to") { return "transfers to \(target)" }
    if let words = text("leave_message") { return "leaves a machine the message \"\(words)\"" }
    return "breaks: \(line["fail"]?["reason"]?.string ?? "")"
  }
}
