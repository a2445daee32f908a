/// Everything that exists in one sandbox, as one value: copying it is a fork, assigning it is a reset.
///
/// Tables and single values are found by their type in a short list; the look-ups are inlinable, so that they cost a few
/// comparisons and no search for metadata.
public struct World: Sendable {
  @usableFromInline var tables: [AnyTableSlot] = []
  @usableFromInline var singles: [AnySingleSlot] = []

  /// A world in which nothing exists.
  public init() {}

  /// The table of one kind of record; empty until something is put there.
  @inlinable public subscript<R: Record>(kind: R.Type) -> Table<R> {
    get {
      guard let place = tables.firstIndex(where: { $0.key == ObjectIdentifier(kind) }) else { return Table() }
      return unsafeDowncast(tables[place], to: TableSlot<R>.self).table
    }
    _modify {
      let place = tables.firstIndex { $0.key == ObjectIdentifier(kind) } ?? tables.count
      if place == tables.count {
        tables.append(TableSlot<R>(Table()))
      } else if !isKnownUniquelyReferenced(&tables[place]) {
        tables[place] = tables[place].copy()
      }
      yield &unsafeDowncast(tables[place], to: TableSlot<R>.self).table
    }
  }

  /// The one value of its kind, for instance the user or the vendor's settings.
  @inlinable public subscript<V: Singleton>(kind: V.Type) -> V {
    get {
      guard let slot = singles.first(where: { $0.key == ObjectIdentifier(kind) }) else { return V() }
      return unsafeDowncast(slot, to: SingleSlot<V>.self).value
    }
    set {
      let slot = SingleSlot(newValue)
      if let place = singles.firstIndex(where: { $0.key == slot.key }) {
        singles[place] = slot
      } else {
        singles.append(slot)
      }
    }
  }

  /// How many records exist.
  public var count: Int { tables.reduce(0) { $0 + $1.count } }

  /// Whether neither has changed since one was a copy of the other; costs the same for any number of records.
  public func isCopy(of other: World) -> Bool {
    tables.elementsEqual(other.tables, by: ===) && singles.elementsEqual(other.singles, by: ===)
  }

  /// Removes up to `limit` records; answers whether anything was left to remove.
  mutating func discard(_ limit: Int) -> Bool {
    for place in tables.indices {
      if !isKnownUniquelyReferenced(&tables[place]) { tables[place] = tables[place].copy() }
      if tables[place].discard(limit) > 0 { return true }
    }
    return false
  }
}

/// A kind of value of which a world holds exactly one.
public protocol Singleton: Sendable {
  /// The value that a world has before anything is set.
  init()
}
