/// The place of a table in a world.
///
/// `@unchecked Sendable`: a slot is changed only while one world alone refers to it, and a world is a value that one
/// actor holds; the key never changes.
@usableFromInline class AnyTableSlot: @unchecked Sendable {
  /// The type of the records.
  @usableFromInline let key: ObjectIdentifier

  @inlinable init(key: ObjectIdentifier) { self.key = key }

  /// How many records the table holds.
  var count: Int { 0 }
  /// A slot of its own with the same table.
  @usableFromInline func copy() -> AnyTableSlot { self }
  /// Removes up to `limit` records; answers how many.
  func discard(_ limit: Int) -> Int { 0 }
  /// The secrets of the records that have one.
  func secrets(in sandbox: Sandbox) -> [(value: String, placeholder: String)] { [] }
}

@usableFromInline final class TableSlot<R: Record>: AnyTableSlot, @unchecked Sendable {
  @usableFromInline var table: Table<R>
  /// Made where the kind of record is known: an override is compiled for any kind, and ten times slower.
  private let discarding: (inout Table<R>, Int) -> Int

  @inlinable convenience init(_ table: Table<R>) { self.init(table) { $0.discard($1) } }

  @usableFromInline init(_ table: Table<R>, discarding: @escaping (inout Table<R>, Int) -> Int) {
    self.table = table
    self.discarding = discarding
    super.init(key: ObjectIdentifier(R.self))
  }

  override var count: Int { table.count }
  @usableFromInline override func copy() -> AnyTableSlot { TableSlot(table, discarding: discarding) }
  override func discard(_ limit: Int) -> Int { discarding(&table, limit) }
  override func secrets(in sandbox: Sandbox) -> [(value: String, placeholder: String)] { table.secrets(in: sandbox) }
}

/// The place of a single value in a world; never changes.
@usableFromInline class AnySingleSlot: @unchecked Sendable {
  /// The type of the value.
  @usableFromInline let key: ObjectIdentifier

  @inlinable init(key: ObjectIdentifier) { self.key = key }
}

@usableFromInline final class SingleSlot<V: Singleton>: AnySingleSlot, @unchecked Sendable {
  @usableFromInline let value: V

  @inlinable init(_ value: V) {
    self.value = value
    super.init(key: ObjectIdentifier(V.self))
  }
}
