internal import Bytes
internal import JSON

/// A person of a scenario as a screenplay has one: who it is, what comes of the ringing, then the lines.
enum PersonWords {
  static func lines(_ number: String, _ person: JSONValue) -> [String] {
    guard let content = person.object else { return ["\(number) is nobody in particular"] }
    if let refusal = content["refused"] {
      return ["\(number) is refused by Twilio: \(refusal["code"] ?? .null) \(refusal["message"]?.string ?? "")"]
    }
    var lines = ["\(number) \(reaction(content))"]
    if let greeting = content["greeting"]?.string { lines.append("  \"\(greeting)\"") }
    for line in content["says"]?.array ?? [] { lines.append("  \(said(line))") }
    if let seconds = content["hangs_up"]?["after"]?.real { lines.append("  hangs up after \(text(seconds)) s") }
    if let sentence = content["hangs_up"]?["mid_sentence"]?.integer {
      lines.append("  hangs up in the middle of the agent's sentence \(sentence)")
    }
    return lines
  }

  private static func reaction(_ person: JSONObject) -> String {
    let time = "after \(text(person["answers_after"]?.real ?? 4)) s"
    let status = person["sip_status"]?.integer.map { " (SIP \($0))" } ?? ""
    switch person["reaction"]?.string ?? "answers" {
    case "busy": return "is busy\(status) \(time)"
    case "no_answer": return "does not hear it"
    case "rejects": return "declines\(status) \(time)"
    case "voicemail": return "has a machine that picks up \(time)"
    case "unreachable": return "cannot be reached\(status)"
    default: return "picks up \(time)\(person["says"]?.array?.isEmpty == true ? " and says nothing" : "")"
    }
  }

  private static func said(_ line: JSONValue) -> String {
    if let words = line.string { return "\"\(words)\"" }
    var parts: [String] = []
    if let when = line["when"]?.string { parts.append("to /\(when)/:") }
    if let after = line["after"]?.real { parts.append("(\(text(after)) s later)") }
    if let words = line["say"]?.string { parts.append("\"\(words)\"") }
    if let keys = line["presses"]?.string { parts.append("presses \(keys)") }
    if line["hangs_up"]?.bool == true { parts.append("and hangs up") }
    return parts.joined(separator: " ")
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? String(Int64(clamping: seconds)) : String(seconds)
  }
}
