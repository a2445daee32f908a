public import JSON
public import Scenario
public import Simulation

/// What somebody wants a sandbox to be.
///
/// Shape: `{"name"?, "seed"?, "time"?, "scenario": [name or object, …], "world"?}`.
public struct SandboxRequest: Sendable {
  /// The name; nil lets one be made up.
  public var name: String?
  /// What ids and tokens are made from; nil uses the scenario's seed or the name.
  public var seed: UInt64?
  /// The instant at which the clock stands still; nil leaves that to the scenario.
  public var time: Instant?
  /// The scenarios, the most basic first.
  public var scenarios: [ScenarioReference]
  /// Objects to add to the scenarios' world.
  public var world: JSONObject

  /// A wish with these parts.
  public init(
    name: String? = nil, seed: UInt64? = nil, time: Instant? = nil, scenarios: [ScenarioReference] = ["default"],
    world: JSONObject = [:]
  ) {
    self.name = name
    self.seed = seed
    self.time = time
    self.scenarios = scenarios
    self.world = world
  }

  /// Reads a body that has passed the document.
  public init(_ body: JSONValue) throws(AdminError) {
    name = body["name"]?.string
    seed = body["seed"]?.integer.map { UInt64(bitPattern: $0) }
    scenarios = try Self.references(body["scenario"]) ?? ["default"]
    world = body["world"]?.object ?? [:]
    guard let text = body["time"]?.string else { return }
    time = Instant(rfc3339: text)
    if time == nil {
      throw AdminError(422, "invalid_request", "time is RFC 3339, such as 2026-11-21T10:00:00Z.", pointer: "/time")
    }
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
    json.append("scenario", .array(scenarios.map(\.json)))
    if !world.isEmpty { json.append("world", .object(world)) }
    return json
  }
}
