/// Header fields in order, repeats kept; names are lower case.
///
/// Source: RFC 9110 §5.
public struct Fields: Sendable, Equatable, ExpressibleByDictionaryLiteral, RandomAccessCollection {
  /// One header line.
  public struct Field: Sendable, Equatable {
    /// The name, lower case.
    public let name: String
    /// The value, without white space around it.
    public let value: String
  }

  private(set) var list: [Field] = []

  /// No fields.
  public init() {}

  /// The given fields in their order; names are turned to lower case.
  public init(_ fields: [(name: String, value: String)]) {
    list = fields.map { Field(name: $0.name.lowercased(), value: $0.value) }
  }

  /// The given fields in their order; names are turned to lower case.
  public init(dictionaryLiteral elements: (String, String)...) {
    list = elements.map { Field(name: $0.0.lowercased(), value: $0.1) }
  }

  /// The first value of that lower-case name.
  ///
  /// Setting replaces every field of the name (the first keeps its place),
  /// nil removes them all.
  public subscript(name: String) -> String? {
    get { list.first { $0.name == name }?.value }
    set {
      let place = list.firstIndex { $0.name == name } ?? list.endIndex
      list.removeAll { $0.name == name }
      if let newValue { list.insert(Field(name: name.lowercased(), value: newValue), at: place) }
    }
  }

  /// Every value of that lower-case name, in order.
  public func values(named name: String) -> [String] { list.filter { $0.name == name }.map(\.value) }

  /// Adds a field at the end; repeats are kept.
  public mutating func append(_ name: String, _ value: String) {
    // Few answers have more fields of their own.
    if list.isEmpty { list.reserveCapacity(4) }
    list.append(Field(name: Self.isLowercase(name) ? name : name.lowercased(), value: value))
  }

  /// How many bytes names and values have together.
  public var byteCount: Int {
    var count = 0
    for field in list { count += field.name.utf8.count + field.value.utf8.count }
    return count
  }

  private static func isLowercase(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      var hasOthers = false
      for place in bytes.indices {
        let byte = unsafe bytes[place]
        hasOthers = hasOthers || byte &- UInt8(ascii: "A") < 26 || byte >= 0x80
      }
      return !hasOthers
    }
  }

  /// The place of the first field.
  public var startIndex: Int { list.startIndex }
  /// The place behind the last field.
  public var endIndex: Int { list.endIndex }
  /// The field at a place.
  public subscript(position: Int) -> Field { list[position] }
}
