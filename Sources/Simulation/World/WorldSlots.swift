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

  @inlinable init(_ table: Table<R>) {
    self.table = table
    super.init(key: ObjectIdentifier(R.self))
  }

  override var count: Int { table.count }
  @usableFromInline override func copy() -> AnyTableSlot { TableSlot(table) }
  override func discard(_ limit: Int) -> Int { table.discard(limit) }
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
