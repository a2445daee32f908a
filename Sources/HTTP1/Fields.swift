/// Header fields in order, repeats kept; names are lower case.
///
/// They stand in one buffer (``FieldPlace``), since an answer has a few that are made for it alone: a string for each
/// would cost more to make and to free than all else that is done with it. Source: RFC 9110 §5.
public struct Fields: Sendable, Equatable, ExpressibleByDictionaryLiteral, Collection {
  /// One header line.
  public struct Field: Sendable, Equatable {
    /// The name, lower case.
    public let name: String
    /// The value, without white space around it.
    public let value: String
  }

  /// Where a field stands.
  public struct Index: Comparable, Sendable {
    fileprivate let offset: Int

    /// Whether one field stands before another.
    public static func < (one: Index, other: Index) -> Bool { one.offset < other.offset }
  }

  /// Room that the fields of most answers fit into.
  private static let usualCapacity = 160

  private(set) var bytes: [UInt8] = []

  /// No fields.
  public init() {}

  /// Fields whose bytes stood on a tape.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The given fields in their order; names are turned to lower case.
  public init(_ fields: [(name: String, value: String)]) {
    for field in fields { append(field.name, field.value) }
  }

  /// The given fields in their order; names are turned to lower case.
  public init(dictionaryLiteral elements: (String, String)...) {
    for element in elements { append(element.0, element.1) }
  }

  /// The first value of that lower-case name.
  ///
  /// Setting replaces every field of the name (the first keeps its place),
  /// nil removes them all.
  public subscript(name: String) -> String? {
    get {
      let all = unsafe bytes.span.bytes
      return all.field(name, from: 0).map { all.string($0.value) }
    }
    set {
      let others = map { $0 }
      self = Fields()
      var newValue = newValue
      for field in others {
        if field.name != name {
          append(field.name, field.value)
        } else if let value = newValue {
          append(name, value)
          newValue = nil
        }
      }
      if let newValue { append(name, newValue) }
    }
  }

  /// Every value of that lower-case name, in order.
  public func values(named name: String) -> [String] { filter { $0.name == name }.map(\.value) }

  /// Adds a field at the end; repeats are kept.
  public mutating func append(_ name: String, _ value: String) { unsafe append(name, value.utf8.span.bytes) }

  /// Adds a field whose value is UTF-8 at the end; repeats are kept.
  public mutating func append(_ name: String, _ value: RawSpan) {
    let name = unsafe name.utf8.span.bytes
    if bytes.isEmpty { bytes.reserveCapacity(Self.usualCapacity) }
    // Lower case is made in whole words.
    bytes.append(addingCapacity: FieldPlace.lengths + name.byteCount + value.byteCount + 7) { room in
      unsafe room.withUnsafeMutableBufferPointer { room, used in
        var end = unsafe TapeEnd(room.baseAddress!, room: room.count)
        end.write(name: name, value: value)
        used = FieldPlace.lengths + name.byteCount + value.byteCount
      }
    }
  }

  /// The place of the first field.
  public var startIndex: Index { Index(offset: 0) }
  /// The place behind the last field.
  public var endIndex: Index { Index(offset: bytes.count) }
  /// The place of the field behind another.
  public func index(after place: Index) -> Index {
    unsafe Index(offset: FieldPlace(bytes.span.bytes, at: place.offset).end)
  }
  /// The field at a place.
  public subscript(position: Index) -> Field {
    let all = unsafe bytes.span.bytes
    let place = FieldPlace(all, at: position.offset)
    return Field(name: all.string(place.name), value: all.string(place.value))
  }
}
