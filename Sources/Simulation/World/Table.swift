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
  @usableFromInline typealias Row = TableRow<R>

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
    let row = Row(record, at: Position(key: record.orderKey, arrival: arrivals + 1))
    // Most records are new: one search then finds that out and makes the place.
    if let old = rows.updateValue(row, forKey: record.id) {
      replace(old, with: record)
    } else {
      arrivals += 1
      link(row)
    }
  }

  /// Changes one record in place; answers it, or nil where there is none with this id.
  @discardableResult @inlinable
  public mutating func update(_ id: String, _ change: (inout R) -> Void) -> R? {
    guard let row = rows[id] else { return nil }
    var record = row.record
    change(&record)
    if record.id == id { replace(row, with: record) } else { put(record) }
    return record
  }

  /// Removes and answers the record with this id.
  @discardableResult @inlinable
  public mutating func remove(_ id: String) -> R? {
    guard let row = rows.removeValue(forKey: id) else { return nil }
    unlink(row)
    return row.record
  }

  @inlinable mutating func replace(_ old: Row, with record: R) {
    let row = Row(record, at: Position(key: record.orderKey, arrival: old.position.arrival))
    rows[record.id] = row
    let groups = record.groups
    guard row.position == old.position, groups == old.record.groups else {
      unlink(old)
      return link(row)
    }
    order.replace(row)
    for group in groups { grouped[group]?.replace(row) }
  }

  @inlinable mutating func link(_ row: Row) {
    order.insert(row)
    for group in row.record.groups { grouped[group, default: OrderedIndex()].insert(row) }
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
    _ visit: (TableRow<R>) -> Bool
  ) {
    guard let index = group.map({ grouped[$0] }) ?? order else { return }
    let step: (OrderedIndex.Entry) -> Bool = { visit(unsafeDowncast($0.row, to: Row.self)) }
    if ascending {
      index.ascend(after: position, step)
    } else {
      index.descend(before: position, step)
    }
  }

  /// All records in default order, oldest first.
  @inlinable public var all: [R] {
    var found: [R] = []
    scan(ascending: true) { row in
      found.append(row.record)
      return true
    }
    return found
  }
}

extension Table {
  /// Puts a record back with the arrival that it had, as a snapshot tells; the caller knows both to be new here.
  @inlinable mutating func restore(_ record: R, arrival: Int64) {
    let row = Row(record, at: Position(key: record.orderKey, arrival: arrival))
    rows[record.id] = row
    link(row)
  }

  /// Removes up to `limit` records, so that a large table can be freed in slices; answers how many.
  @inlinable mutating func discard(_ limit: Int) -> Int {
    var removed = 0
    while removed < limit, let entry = order.removeLast() {
      rows[unsafeDowncast(entry.row, to: Row.self).record.id] = nil
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
