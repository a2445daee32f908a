internal import JSON

/// What a list can be sorted by.
public enum SortValue: Comparable, Sendable {
  /// A time or a count.
  case integer(Int64)
  /// A name; compared by code points.
  case text(String)

  /// Numbers before names, each in their order.
  public static func < (left: SortValue, right: SortValue) -> Bool {
    switch (left, right) {
    case (.integer(let one), .integer(let other)): one < other
    case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
    case (.integer, .text): true
    case (.text, .integer): false
    }
  }

  /// Whether neither comes before the other.
  public static func == (left: SortValue, right: SortValue) -> Bool { !(left < right) && !(right < left) }
}

/// One page of a list, and where the next one begins.
public struct Page<Element: Sendable>: Sendable {
  /// The elements of this page.
  public var elements: [Element]
  /// An opaque word that asks for what follows; nil on the last page.
  public var nextCursor: String?

  /// A page.
  public init(elements: [Element] = [], nextCursor: String? = nil) {
    self.elements = elements
    self.nextCursor = nextCursor
  }
}

/// The place behind which a page begins.
///
/// It names a value, not an offset, so that what is added or removed between two pages neither repeats nor hides
/// anything else.
public struct Cursor: Sendable, Equatable {
  @usableFromInline let value: SortValue
  @usableFromInline let arrival: Int64

  /// The words of a cursor that the server handed out; nil for any other text.
  public init?(_ text: String) {
    guard let bytes = Base64URL.decode(text), let list = try? JSONParser().parse(bytes).array, list.count == 2,
      case .integer(let arrival) = list[1]
    else { return nil }
    switch list[0] {
    case .integer(let number): value = .integer(number)
    case .string(let name): value = .text(name)
    default: return nil
    }
    self.arrival = arrival
  }

  @usableFromInline init(value: SortValue, arrival: Int64) {
    self.value = value
    self.arrival = arrival
  }

  /// Whether it was handed out by a list sorted by numbers, such as times, rather than by names.
  public var isNumeric: Bool {
    switch value {
    case .integer: true
    case .text: false
    }
  }

  /// The opaque word for an answer.
  public var text: String {
    let first: JSONValue =
      switch value {
      case .integer(let number): .integer(number)
      case .text(let name): .string(name)
      }
    return Base64URL.encode(JSONWriter.bytes(.array([first, .integer(arrival)])))
  }
}

extension Table {
  /// A page in default order (newest first unless `ascending`), of one group or of all, of the records that `matches` lets through.
  ///
  /// Without a filter the cost is that of the page alone, however long the list is.
  @inlinable public func page(
    of size: Int, after cursor: Cursor? = nil, in group: GroupKey? = nil, ascending: Bool = false,
    where matches: (TableRow<R>) -> Bool = { _ in true }
  ) -> Page<R> {
    var page = Page<R>()
    var last: Position?
    var start: Position?
    if let cursor, case .integer(let key) = cursor.value { start = Position(key: key, arrival: cursor.arrival) }
    scan(in: group, from: start, ascending: ascending) { row in
      guard matches(row) else { return true }
      if page.elements.count == size {
        page.nextCursor = last.map { Cursor(value: .integer($0.key), arrival: $0.arrival).text }
        return false
      }
      page.elements.append(row.record)
      last = row.position
      return true
    }
    return page
  }

  /// A page of the records that `matches` lets through, sorted by `value`; ties stand in order of arrival.
  @inlinable public func page(
    of size: Int, after cursor: Cursor? = nil, ascending: Bool, sortedBy value: (R) -> SortValue,
    where matches: (TableRow<R>) -> Bool = { _ in true }
  ) -> Page<R> {
    var found: [(value: SortValue, arrival: Int64, row: TableRow<R>)] = []
    scan(ascending: true) { row in
      if matches(row) { found.append((value(row.record), row.position.arrival, row)) }
      return true
    }
    found.sort {
      ascending ? ($0.value, $0.arrival) < ($1.value, $1.arrival) : ($0.value, $0.arrival) > ($1.value, $1.arrival)
    }
    if let cursor {
      let mark = (cursor.value, cursor.arrival)
      found.removeAll { ascending ? ($0.value, $0.arrival) <= mark : ($0.value, $0.arrival) >= mark }
    }
    var page = Page(elements: found.prefix(size).map(\.row.record))
    if found.count > size {
      page.nextCursor = Cursor(value: found[size - 1].value, arrival: found[size - 1].arrival).text
    }
    return page
  }
}

extension Page {
  /// A page of values that stand in no table, each with its position; a position belongs to one value.
  public init(of size: Int, after cursor: Cursor?, ascending: Bool, from values: [(position: Position, value: Element)])
  {
    var found = values.sorted { ascending ? $0.position < $1.position : $0.position > $1.position }
    if let cursor, case .integer(let key) = cursor.value {
      let mark = Position(key: key, arrival: cursor.arrival)
      found.removeAll { ascending ? $0.position <= mark : $0.position >= mark }
    }
    self.init(elements: found.prefix(size).map(\.value))
    guard found.count > size else { return }
    let last = found[size - 1].position
    nextCursor = Cursor(value: .integer(last.key), arrival: last.arrival).text
  }
}
