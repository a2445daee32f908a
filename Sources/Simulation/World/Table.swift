public import HashTreeCollections

/// One kind of resource that a world holds.
public protocol Record: Sendable {
  /// The key under which the record is found; unique in its table.
  var id: String { get }
  /// What the default order is by: the creation or start time, in nanoseconds since 1970.
  var orderKey: Int64 { get }
  /// The groups that the record belongs to, each kept in default order: `["agent": agentID]`.
  var groups: [GroupKey] { get }
}

extension Record {
  /// No groups.
  public var groups: [GroupKey] { [] }
}

/// One group of records within a table, for instance the conversations of one agent.
public struct GroupKey: Hashable, Sendable {
  /// What the records are grouped by.
  public let name: StaticName
  /// The common value.
  public let value: String

  /// The group of records whose `name` is `value`.
  public init(_ name: StaticName, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A name written in the source, compared by a small number.
public struct StaticName: Hashable, Sendable, ExpressibleByIntegerLiteral {
  private let number: Int
  /// A name that is told from others of its table by `value`.
  public init(integerLiteral value: Int) { number = value }
}

/// The records of one kind: by id, in default order, and in groups.
///
/// A copy shares everything until it is changed.
///
/// Inlinable throughout, so that the vendors' targets get code for their own records: without that a look-up spends most of its
/// time finding metadata.
public struct Table<R: Record>: Sendable {
  @usableFromInline struct Row: Sendable {
    @usableFromInline let record: R
    @usableFromInline let position: Position

    @inlinable init(record: R, position: Position) {
      self.record = record
      self.position = position
    }
  }

  @usableFromInline var rows = TreeDictionary<String, Row>()
  @usableFromInline var order = OrderedIndex()
  @usableFromInline var grouped = TreeDictionary<GroupKey, OrderedIndex>()
  @usableFromInline var arrivals: Int64 = 0

  /// An empty table.
  @inlinable public init() {}

  /// How many records there are.
  @inlinable public var count: Int { rows.count }

  /// The record with this id.
  @inlinable public subscript(id: String) -> R? { rows[id]?.record }

  /// Where the record with this id stands in the default order.
  @inlinable public func position(of id: String) -> Position? { rows[id]?.position }

  /// How many records the group has.
  @inlinable public func count(in group: GroupKey) -> Int { grouped[group]?.count ?? 0 }

  /// Adds a record, or replaces the one with its id, which keeps its arrival.
  @inlinable public mutating func put(_ record: R) {
    var row = Row(record: record, position: Position(key: record.orderKey, arrival: arrivals + 1))
    // Most records are new: one search then finds that out and makes the place.
    if let old = rows.updateValue(row, forKey: record.id) {
      row = Row(record: record, position: Position(key: record.orderKey, arrival: old.position.arrival))
      rows[record.id] = row
      unlink(old)
    } else {
      arrivals += 1
    }
    order.insert(record.id, at: row.position)
    for group in record.groups { grouped[group, default: OrderedIndex()].insert(record.id, at: row.position) }
  }

  /// Changes one record in place; answers it, or nil where there is none with this id.
  @discardableResult @inlinable
  public mutating func update(_ id: String, _ change: (inout R) -> Void) -> R? {
    guard var record = rows[id]?.record else { return nil }
    change(&record)
    put(record)
    return record
  }

  /// Removes and answers the record with this id.
  @discardableResult @inlinable
  public mutating func remove(_ id: String) -> R? {
    guard let row = rows.removeValue(forKey: id) else { return nil }
    unlink(row)
    return row.record
  }

  @inlinable mutating func unlink(_ row: Row) {
    order.remove(at: row.position)
    for group in row.record.groups {
      grouped[group]?.remove(at: row.position)
      if grouped[group]?.count == 0 { grouped[group] = nil }
    }
  }

  /// Visits records in default order, or those of a group, newest first unless `ascending`, until `visit` answers false.
  @inlinable public func scan(
    in group: GroupKey? = nil, from position: Position? = nil, ascending: Bool = false,
    _ visit: (R, Position) -> Bool
  ) {
    guard let index = group.map({ grouped[$0] }) ?? order else { return }
    let step: (OrderedIndex.Entry) -> Bool = { entry in
      guard let row = rows[entry.id] else { return true }
      return visit(row.record, row.position)
    }
    if ascending {
      index.ascend(after: position, step)
    } else {
      index.descend(before: position, step)
    }
  }

  /// All records in default order, oldest first.
  @inlinable public var all: [R] {
    var found: [R] = []
    scan(ascending: true) { record, _ in
      found.append(record)
      return true
    }
    return found
  }
}

extension Table {
  /// Puts a record back with the arrival that it had, as a snapshot tells; the caller knows both to be new here.
  @inlinable mutating func restore(_ record: R, arrival: Int64) {
    let row = Row(record: record, position: Position(key: record.orderKey, arrival: arrival))
    rows[record.id] = row
    order.insert(record.id, at: row.position)
    for group in record.groups { grouped[group, default: OrderedIndex()].insert(record.id, at: row.position) }
  }

  /// Removes up to `limit` records, so that a large table can be freed in slices; answers how many.
  @inlinable mutating func discard(_ limit: Int) -> Int {
    var removed = 0
    while removed < limit, let entry = order.removeLast() {
      rows[entry.id] = nil
      removed += 1
    }
    while removed < limit, let group = grouped.first?.key {
      let dropped = grouped[group]?.removeLastRun() ?? 0
      if dropped == 0 { grouped[group] = nil }
      removed += max(dropped, 1)
    }
    return removed
  }
}
