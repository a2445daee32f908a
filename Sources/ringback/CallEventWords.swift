internal import JSON

/// What a journal says of a call, a line an entry.
enum CallEventWords {
  /// `10:00:01  answered`; nil for an entry that has nothing to do with the call.
  static func line(_ entry: JSONValue, callSID: String) -> String? {
    let time = entry["time"]?.string.map { String($0.dropFirst(11).prefix(8)) } ?? ""
    switch entry["kind"]?.string {
    case "call":
      guard let event = entry["event"], event["call_sid"]?.string == callSID else { return nil }
      return "\(time)  \(words(event))"
    case "outgoing":
      let answer = entry["error"]?.string ?? (entry["response"]?["status"]?.description ?? "")
      return "\(time)  \(entry["operation"]?.string ?? "") \(entry["request"]?["url"]?.string ?? "") -> \(answer)"
    default: return nil
    }
  }

  /// Whether the entry says that its call is over.
  static func isEnd(_ entry: JSONValue) -> Bool {
    let over = ["completed", "busy", "failed", "no-answer", "canceled"]
    return entry["kind"] == "call" && over.contains(entry["event"]?["status"]?.string ?? "")
  }

  private static func words(_ event: JSONValue) -> String {
    var words = (event["event"]?.string ?? "").split(separator: "_").joined(separator: " ")
    if let party = event["ended_by"]?.string { words += ", ended by \(party)" }
    if let why = event["why"]?.string { words += ": \(why)" }
    if let then = event["then"]?.string { words += "; \(then)" }
    return words
  }
}
