public import JSON
public import Scenario
public import Simulation

/// What somebody wants a sandbox to be.
///
/// Shape: `{"name"?, "seed"?, "time"?, "clock"?, "scenario": [name or object, …], "world"?}`.
public struct SandboxRequest: Sendable {
  /// The name; nil lets one be made up.
  public var name: String?
  /// What ids and tokens are made from; nil uses the scenario's seed or the name.
  public var seed: UInt64?
  /// Where the clock begins; nil leaves that to the scenario.
  public var time: Instant?
  /// Who moves the clock; nil leaves that to the scenario, and without a word there a clock with a time is `manual`.
  public var clock: ClockSetting.Mode?
  /// The scenarios, the most basic first.
  public var scenarios: [ScenarioReference]
  /// Objects to add to the scenarios' world.
  public var world: JSONObject

  /// A wish with these parts.
  public init(
    name: String? = nil, seed: UInt64? = nil, time: Instant? = nil, clock: ClockSetting.Mode? = nil,
    scenarios: [ScenarioReference] = ["default"],
    world: JSONObject = [:]
  ) {
    self.name = name
    self.seed = seed
    self.time = time
    self.clock = clock
    self.scenarios = scenarios
    self.world = world
  }

  /// Reads a body that has passed the document.
  public init(_ body: JSONValue) throws(AdminError) {
    name = body["name"]?.string
    seed = body["seed"]?.integer.map { UInt64(bitPattern: $0) }
    scenarios = try Self.references(body["scenario"]) ?? ["default"]
    world = body["world"]?.object ?? [:]
    clock = body["clock"].flatMap(ClockSetting.Mode.init)
    if let text = body["time"]?.string { time = try Self.time(text, pointer: "/time") }
  }

  /// A time that a body gives.
  static func time(_ text: String, pointer: String) throws(AdminError) -> Instant {
    guard let time = Instant(rfc3339: text) else {
      throw AdminError(
        422, "invalid_request", "\(pointer.dropFirst()) is RFC 3339, such as 2026-11-21T10:00:00Z.", pointer: pointer)
    }
    return time
  }

  /// The scenarios that a body names or holds; nil where it says nothing.
  static func references(_ value: JSONValue?) throws(AdminError) -> [ScenarioReference]? {
    guard let value, !value.isNull else { return nil }
    var references: [ScenarioReference] = []
    for (index, one) in (value.array ?? [value]).enumerated() {
      guard let reference = ScenarioReference(one) else {
        throw AdminError(
          422, "invalid_request", "A scenario is a name, or an object in the words of a scenario file.",
          pointer: value.array == nil ? "/scenario" : "/scenario/\(index)")
      }
      references.append(reference)
    }
    return references
  }

  /// The body that asks for the same again.
  public var json: JSONObject {
    var json: JSONObject = [:]
    if let name { json.append("name", .string(name)) }
    if let seed { json.append("seed", .integer(Int64(bitPattern: seed))) }
    if let time { json.append("time", .string(time.rfc3339Exact)) }
    if let clock { json.append("clock", .object(clock.json)) }
    json.append("scenario", .array(scenarios.map(\.json)))
    if !world.isEmpty { json.append("world", .object(world)) }
    return json
  }
}
