internal import JSON
internal import Scenario
internal import Simulation

/// A capsule as it was read from a file.
struct Capsule: Sendable {
  /// The form that this program writes, and the newest that it reads.
  static let version: Int64 = 1

  /// One request and the answer that it got.
  struct Entry: Sendable {
    let sequence: Int
    let time: Instant
    /// As the journal shows it: method, path, query, headers, body.
    let request: JSONObject
    /// As the journal shows it: status, headers, body.
    let response: JSONObject
    /// What was told about the answer; null for nothing.
    let hint: JSONValue
    /// Whether the path began with the sandbox's name.
    let isPrefixed: Bool
    let isControl: Bool
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
    isReal = ClockSetting.Mode(try reader.read("clock", as: JSONValue.self))?.name == "real"
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
  }
}

extension Capsule.Entry {
  init(_ reader: MemberReader, _ place: Int) throws(JSONCodingFailure) {
    sequence = try reader.read("sequence", as: Int.self)
    guard let time = Instant(rfc3339: try reader.read("time", as: String.self)) else {
      throw JSONCodingFailure(JSONPointer(tokens: ["entries", String(place), "time"]), "expected RFC 3339.")
    }
    self.time = time
    request = try reader.read("request", as: JSONObject.self)
    response = try reader.read("response", as: JSONObject.self)
    hint = try reader.read("hint", ifPresent: JSONValue.self) ?? .null
    isPrefixed = try reader.read("prefixed", ifPresent: Bool.self) ?? false
    isControl = try reader.read("kind", as: String.self) == "control"
  }

  /// `POST /v1/convai/agents/create`.
  var title: String { "\(request["method"]?.string ?? "?") \(request["path"]?.string ?? "?")" }
}
