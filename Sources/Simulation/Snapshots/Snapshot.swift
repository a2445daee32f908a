public import JSON

/// Everything that a sandbox is at one moment but its scenario and its keys: a value that can be put back.
///
/// Taking one costs an assignment; it can be turned into JSON on another thread.
public struct Snapshot: Sendable {
  /// The form that this program writes, and the newest that it reads.
  public static let version: Int64 = 1

  /// The sandbox that it was taken of.
  public var sandbox: String
  /// The scenarios of that sandbox.
  public var scenarios: [String]
  /// What its ids were made from at the start.
  public var seed: UInt64
  /// How its clock went; without a time where it goes as the wall clock does.
  public var clock: ClockSetting
  /// Its time.
  public var time: Instant
  /// Where its stream of ids stood.
  public var ids: IDGenerator
  /// What existed in it; of a snapshot that was read, without what belongs to the scenario.
  public var world: World
}

extension Snapshot {
  /// The form that `GET /_ringback/snapshot` answers with; throws where a kind cannot be written or nobody registered it.
  public func json(_ kinds: SnapshotKinds) throws(JSONCodingFailure) -> JSONValue {
    guard !kinds.misses(anythingOf: world) else {
      throw JSONCodingFailure(
        JSONPointer(tokens: []), "the world holds a kind that no snapshot knows: this is a fault of Ringback.")
    }
    var tables: JSONObject = [:]
    var arrivals: JSONObject = [:]
    var singles: JSONObject = [:]
    for kind in kinds.tables {
      let image = try kind.encode(world)
      tables.append(kind.kind, .array(image.rows))
      arrivals.append(kind.kind, .integer(image.arrivals))
    }
    for kind in kinds.singles { singles.append(kind.kind, try kind.encode(world)) }
    var json: JSONObject = [
      "ringback": "snapshot", "version": .integer(Self.version), "sandbox": .string(sandbox),
      "scenario": .array(scenarios.map { .string($0) }), "seed": .string(String(seed)),
      "clock": .object(clock.mode.json), "time": .string(time.rfc3339Exact),
      "generator": try JSONValue(encoding: ids), "arrivals": .object(arrivals), "tables": .object(tables),
      "singles": .object(singles),
    ]
    // A clock that goes as fast as the wall clock, but not as it.
    if clock.mode == .real(speed: 1), clock.time != nil { json.append("own_time", true) }
    return .object(json)
  }

  /// Reads what `json` wrote; throws with the place of what is foreign, torn or newer.
  public init(_ value: JSONValue, _ kinds: SnapshotKinds) throws(JSONCodingFailure) {
    try FileMark.check(value, is: "snapshot", version: Self.version)
    let reader = MemberReader(value)
    sandbox = try reader.read("sandbox", as: String.self)
    scenarios = try reader.read("scenario", as: [String].self)
    let seedText = try reader.read("seed", as: String.self)
    guard let seed = UInt64(seedText) else {
      throw JSONCodingFailure(
        JSONPointer(tokens: ["seed"]), "expected a decimal number of 64 bits in quotes; found \"\(seedText)\".")
    }
    self.seed = seed
    let timeText = try reader.read("time", as: String.self)
    guard let time = Instant(rfc3339: timeText) else {
      throw JSONCodingFailure(JSONPointer(tokens: ["time"]), "expected RFC 3339; found \"\(timeText)\".")
    }
    let written = try reader.read("clock", as: JSONValue.self)
    guard let mode = ClockSetting.Mode(written) else {
      throw JSONCodingFailure(
        JSONPointer(tokens: ["clock"]), "expected a mode of \"real\", \"manual\" or \"auto\"; found \(written).")
    }
    self.time = time
    let isOwn = try reader.read("own_time", ifPresent: Bool.self) ?? (mode != .real(speed: 1))
    clock = ClockSetting(mode, at: isOwn ? time : nil)
    ids = try reader.read("generator", as: IDGenerator.self)
    world = try Self.world(reader, kinds)
  }

  private static func world(_ reader: MemberReader, _ kinds: SnapshotKinds) throws(JSONCodingFailure) -> World {
    var world = World()
    let tables = try reader.object("tables", known: kinds.tables.map(\.kind))
    let arrivals = try reader.object("arrivals", known: kinds.tables.map(\.kind))
    let singles = try reader.object("singles", known: kinds.singles.map(\.kind))
    for kind in kinds.tables {
      let rows = try tables.read(kind.kind, as: [JSONValue].self)
      let image = TableImage(rows: rows, arrivals: try arrivals.read(kind.kind, as: Int64.self))
      try kind.decode(image, &world, JSONPointer(tokens: ["tables", kind.kind]))
    }
    for kind in kinds.singles {
      let value = try singles.read(kind.kind, as: JSONValue.self)
      do throws(JSONCodingFailure) {
        try kind.decode(value, &world)
      } catch {
        throw error.under(JSONPointer(tokens: ["singles", kind.kind]))
      }
    }
    return world
  }
}
