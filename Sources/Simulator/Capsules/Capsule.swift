internal import JSON
internal import Scenario
internal import Simulation

/// A capsule as it was read from a file.
struct Capsule: Sendable {
  /// The form that this program writes, and the newest that it reads.
  static let version: Int64 = 1

  /// One thing that happened: a request and the answer that it got, either way, or an event of a call.
  struct Entry: Sendable {
    let kind: JournalEntry.Kind
    let sequence: Int
    let time: Instant
    let operation: String?
    /// When a request came that was answered later.
    let asked: Asked?
    /// What happened to a call; null for what is none.
    let event: JSONValue
    /// Why a request to the app got no answer, or the name of the error.
    let error: String?
    /// As the journal shows it: method, path, query, headers, body.
    let request: JSONObject
    /// As the journal shows it: status, headers, body.
    let response: JSONObject
    /// What was told about the answer; null for nothing.
    let hint: JSONValue
    /// Whether the path began with the sandbox's name.
    let isPrefixed: Bool
  }

  let program: String
  let sandbox: String
  let seed: UInt64
  let isReal: Bool
  let acceptsAnyKey: Bool
  let scenarios: [(name: String, content: JSONObject)]
  let world: JSONObject
  let fork: JSONObject?
  let snapshot: Snapshot?
  let dropped: Int
  let entries: [Entry]

  init(_ value: JSONValue, _ kinds: SnapshotKinds) throws(JSONCodingFailure) {
    try FileMark.check(value, is: "capsule", version: Self.version)
    let reader = MemberReader(value)
    program = try reader.read("program", as: String.self)
    sandbox = try reader.read("sandbox", as: String.self)
    guard let seed = UInt64(try reader.read("seed", as: String.self)) else {
      throw JSONCodingFailure(JSONPointer(tokens: ["seed"]), "expected a decimal number of 64 bits in quotes.")
    }
    self.seed = seed
    let mode = ClockSetting.Mode(try reader.read("clock", as: JSONValue.self))
    acceptsAnyKey = try reader.read("accepts_any_key", ifPresent: Bool.self) ?? false
    world = try reader.read("world", ifPresent: JSONObject.self) ?? [:]
    fork = try reader.read("fork", ifPresent: JSONObject.self)
    dropped = try reader.read("dropped", ifPresent: Int.self) ?? 0
    var scenarios: [(name: String, content: JSONObject)] = []
    for (place, file) in try reader.read("scenario", as: [JSONValue].self).enumerated() {
      let file = MemberReader(file, at: JSONPointer(tokens: ["scenario", String(place)]))
      var name = try file.read("name", as: String.self)
      // Files of different folders may bear one name.
      while scenarios.contains(where: { $0.name == name }) { name += "+" }
      scenarios.append((name, try file.read("content", as: JSONObject.self)))
    }
    self.scenarios = scenarios
    if let value = try reader.read("snapshot", ifPresent: JSONValue.self) {
      do throws(JSONCodingFailure) {
        snapshot = try Snapshot(value, kinds)
      } catch {
        throw error.under(JSONPointer(tokens: ["snapshot"]))
      }
    } else {
      snapshot = nil
    }
    var entries: [Entry] = []
    for (place, entry) in try reader.read("entries", as: [JSONValue].self).enumerated() {
      entries.append(try Entry(MemberReader(entry, at: JSONPointer(tokens: ["entries", String(place)])), place))
    }
    self.entries = entries
    // Somebody may have let the clock go by itself in between.
    let modes = [mode, snapshot?.clock.mode] + entries.filter { $0.operation == "put_clock" }.map(\.clockMode)
    isReal = modes.contains { $0?.name == "real" }
  }
}

extension Capsule.Entry {
  init(_ reader: MemberReader, _ place: Int) throws(JSONCodingFailure) {
    func instant(_ reader: MemberReader, _ more: String...) throws(JSONCodingFailure) -> Instant {
      guard let time = Instant(rfc3339: try reader.read("time", as: String.self)) else {
        throw JSONCodingFailure(
          JSONPointer(tokens: ["entries", String(place)] + more + ["time"]), "expected RFC 3339.")
      }
      return time
    }
    let word = try reader.read("kind", as: String.self)
    guard let kind = JournalEntry.Kind(rawValue: word) else {
      throw JSONCodingFailure(
        JSONPointer(tokens: ["entries", String(place), "kind"]), "no kind of entry that this Ringback knows: \(word).")
    }
    self.kind = kind
    sequence = try reader.read("sequence", as: Int.self)
    time = try instant(reader)
    operation = try reader.read("operation", ifPresent: String.self)
    if let value = try reader.read("asked", ifPresent: JSONValue.self) {
      let asked = MemberReader(value, at: JSONPointer(tokens: ["entries", String(place), "asked"]))
      self.asked = Asked(time: try instant(asked, "asked"), after: try asked.read("after", as: Int.self))
    } else {
      asked = nil
    }
    event = kind == .call ? try reader.read("event", as: JSONValue.self) : .null
    error = try reader.read("error", ifPresent: String.self)
    request = kind == .call ? [:] : try reader.read("request", as: JSONObject.self)
    response = kind == .call ? [:] : try reader.read("response", as: JSONObject.self)
    hint = try reader.read("hint", ifPresent: JSONValue.self) ?? .null
    isPrefixed = try reader.read("prefixed", ifPresent: Bool.self) ?? false
  }

  /// `POST /v1/convai/agents/create`, `call ringing`, `outgoing server_tool`.
  var title: String {
    switch kind {
    case .request, .control: "\(request["method"]?.string ?? "?") \(request["path"]?.string ?? "?")"
    case .call, .outgoing: "\(kind.rawValue) \(operation ?? "?")"
    }
  }

  /// The mode that a change of the clock set.
  fileprivate var clockMode: ClockSetting.Mode? { request["body"].flatMap(ClockSetting.Mode.init) }
}
