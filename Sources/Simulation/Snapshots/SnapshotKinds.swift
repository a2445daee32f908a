internal import JSON

/// The kinds that snapshots hold, as the vendors register them.
///
/// Every type of record or single value has to be in one of the three lists: a test refuses one that is not.
public struct SnapshotKinds: Sendable {
  /// How the records of one kind are written and read.
  struct TableKind: Sendable {
    let kind: String
    let type: ObjectIdentifier
    let encode: @Sendable (World) throws(JSONCodingFailure) -> TableImage
    let decode: @Sendable (TableImage, inout World, JSONPointer) throws(JSONCodingFailure) -> Void
  }

  /// How one single value is written and read.
  struct SingleKind: Sendable {
    let kind: String
    let type: ObjectIdentifier
    let encode: @Sendable (World) throws(JSONCodingFailure) -> JSONValue
    let decode: @Sendable (JSONValue, inout World) throws(JSONCodingFailure) -> Void
  }

  /// How a single value is taken over that belongs to the scenario.
  struct KeptKind: Sendable {
    let type: ObjectIdentifier
    let copy: @Sendable (World, inout World) -> Void
  }

  private(set) var tables: [TableKind] = []
  private(set) var singles: [SingleKind] = []
  private(set) var kept: [KeptKind] = []
  /// The Swift names of all registered types, for the test that looks for one that is missing.
  public private(set) var typeNames: Set<String> = []

  /// No kinds.
  public init() {}

  /// Registers a kind of record; `check` says what is wrong with one beyond its shape, such as a count below zero.
  public mutating func add<R: Record & SnapshotKind>(
    _ type: R.Type, check: @escaping @Sendable (R, Table<R>) -> SnapshotMistake? = { _, _ in nil }
  ) {
    tables.append(
      TableKind(
        kind: R.kind, type: ObjectIdentifier(type),
        encode: { world throws(JSONCodingFailure) in try TableImage(world[R.self]) },
        decode: { image, world, place throws(JSONCodingFailure) in
          world[R.self] = try image.table(of: R.self, at: place, check)
        }))
    typeNames.insert("\(type)")
  }

  /// Registers a single value; `check` says what is wrong with one beyond its shape.
  public mutating func add<V: Singleton & SnapshotKind>(
    _ type: V.Type, check: @escaping @Sendable (V) -> SnapshotMistake? = { _ in nil }
  ) {
    singles.append(
      SingleKind(
        kind: V.kind, type: ObjectIdentifier(type),
        encode: { world throws(JSONCodingFailure) in try JSONValue(encoding: world[V.self]) },
        decode: { value, world throws(JSONCodingFailure) in
          let single = try value.decoded(as: V.self)
          if let mistake = check(single) { throw mistake.failure(in: JSONPointer(tokens: [])) }
          world[V.self] = single
        }))
    typeNames.insert("\(type)")
  }

  /// Registers a single value that stays with the scenario: it is in no snapshot, and a restored world has that of the base.
  public mutating func keep<V: Singleton>(_ type: V.Type) {
    kept.append(KeptKind(type: ObjectIdentifier(type)) { base, world in world[V.self] = base[V.self] })
    typeNames.insert("\(type)")
  }

  /// A world that was read from a snapshot with what belongs to the scenario, as `base` has it.
  public func completed(_ world: World, with base: World) -> World {
    var world = world
    for kind in kept { kind.copy(base, &world) }
    return world
  }

  /// Whether something exists in the world that no registered kind covers: a snapshot would lose it.
  public func misses(anythingOf world: World) -> Bool {
    let known = Set(tables.map(\.type) + singles.map(\.type) + kept.map(\.type))
    return world.tables.contains { !known.contains($0.key) } || world.singles.contains { !known.contains($0.key) }
  }
}
