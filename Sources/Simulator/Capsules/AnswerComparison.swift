internal import JSON
internal import Simulation

/// Holds an answer of a replay against the recorded one; both in the form in which the journal shows them.
struct AnswerComparison {
  /// Fields that tell of the connection or the moment, not of the answer.
  ///
  /// The hint's field is a part of the hint, which is compared as a whole.
  private static let skipped: Set<String> = [
    "date", "content-length", "connection", "transfer-encoding", "x-ringback-hint", "elevenlabs-signature",
    "x-twilio-signature",
  ]

  var counterparts: Counterparts
  private(set) var differences: [String] = []

  init(_ counterparts: Counterparts) { self.counterparts = counterparts }

  /// Compares status, fields, body and hint; fills `differences`.
  mutating func compare(_ entry: Capsule.Entry, _ written: JSONValue) {
    let recorded = entry.response
    let now = written["response"]?.object ?? [:]
    compare(entry.hint, written["hint"] ?? .null, at: "hint", [])
    compare(recorded["status"], now["status"], at: "status", [])
    compareHeaders(recorded["headers"]?.object ?? [:], now["headers"]?.object ?? [:])
    compareBodies(recorded, now)
  }

  /// Compares a request that the sandbox sent to the app; fills `differences`.
  mutating func compareLetter(_ entry: Capsule.Entry, _ written: JSONValue) {
    let now = written["request"]?.object ?? [:]
    for member in ["method", "url"] { compare(entry.request[member], now[member], at: member, []) }
    compareHeaders(entry.request["headers"]?.object ?? [:], now["headers"]?.object ?? [:])
    compareBodies(entry.request, now)
  }

  /// Compares what happened to a call, and when; fills `differences`.
  mutating func compareEvent(_ entry: Capsule.Entry, _ written: JSONValue) {
    compare(entry.event, written["event"], at: "event", [])
    compare(.string(entry.time.rfc3339Exact), written["time"], at: "time", [])
  }

  private mutating func compareBodies(_ recorded: JSONObject, _ now: JSONObject) {
    compare(recorded["body_encoding"], now["body_encoding"], at: "body encoding", [])
    if let cut = recorded["body_cut"] ?? now["body_cut"] {
      // Only the start of such a body is kept: length and digest tell the rest.
      return compare(cut, now["body_cut"], at: "length and digest of the body", [])
    }
    compare(recorded["body"], now["body"], at: nil, [])
  }

  private mutating func compareHeaders(_ recorded: JSONObject, _ now: JSONObject) {
    for (name, value) in recorded where !Self.skipped.contains(name) {
      compare(value, now[name], at: "header \(name)", [])
    }
    for (name, value) in now where recorded[name] == nil && !Self.skipped.contains(name) {
      compare(nil, value, at: "header \(name)", [])
    }
  }

  /// `place` names what has no pointer; nil means the body.
  private mutating func compare(_ recorded: JSONValue?, _ now: JSONValue?, at place: String?, _ tokens: [String]) {
    switch (recorded, now) {
    case (.object(let one)?, .object(let other)?):
      for (key, value) in one { compare(value, other[counterparts.translated(key)], at: place, tokens + [key]) }
      let expected = Set(one.map { counterparts.translated($0.key) })
      for (key, value) in other where !expected.contains(key) { compare(nil, value, at: place, tokens + [key]) }
    case (.array(let one)?, .array(let other)?):
      for index in 0..<max(one.count, other.count) {
        compare(
          one.indices.contains(index) ? one[index] : .none, other.indices.contains(index) ? other[index] : .none,
          at: place, tokens + [String(index)])
      }
    case (.string(let one)?, .string(let other)?):
      let isOpaque = tokens.last?.hasSuffix("cursor") == true
      if !counterparts.agree(one, other, isOpaque: isOpaque) { differ(recorded, now, place, tokens) }
    case (.integer(let one)?, .integer(let other)?):
      if !counterparts.agree(one, other) { differ(recorded, now, place, tokens) }
    default:
      if recorded != now { differ(recorded, now, place, tokens) }
    }
  }

  private mutating func differ(_ recorded: JSONValue?, _ now: JSONValue?, _ place: String?, _ tokens: [String]) {
    let pointer = JSONPointer(tokens: tokens).description
    let what = [place, pointer.isEmpty ? nil : pointer].compactMap { $0 }.joined(separator: " ")
    differences.append(
      "\(what.isEmpty ? "body" : what): recorded \(Self.shown(recorded)), now \(Self.shown(now))")
  }

  private static func shown(_ value: JSONValue?) -> String {
    guard let text = value?.description else { return "nothing" }
    return text.unicodeScalars.count > 160 ? "\(String(text.unicodeScalars.prefix(157)))..." : text
  }
}
