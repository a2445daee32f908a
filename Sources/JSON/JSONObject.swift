internal import Bytes

/// The members of a JSON object in the order in which their keys first appeared.
///
/// A lookup walks the members, which is the fastest way for the sizes that APIs have. An object of 128 members and more
/// indexes its keys at the first lookup, and whole-object work (equality, ``merge(_:)``, building from pairs) does from 16
/// on, so that hostile input costs no more than its length. Two objects are equal when they hold equal members, whatever
/// their order. Keys are compared by their bytes.
public struct JSONObject: Sendable {
  /// One member.
  public typealias Element = (key: String, value: JSONValue)

  /// One reference, since values are copied a lot.
  @usableFromInline enum Storage: Sendable {
    case few([Element])
    case many(JSONManyMembers)
  }

  @usableFromInline var storage: Storage

  /// An empty object.
  public init() { storage = .few([]) }

  /// An object with room for `capacity` members.
  public init(minimumCapacity capacity: Int) {
    var members: [Element] = []
    members.reserveCapacity(capacity)
    storage = .few(members)
  }

  /// An object with these members, whose keys the caller knows to be different; nothing checks it.
  public init(members: [Element]) {
    storage = .few([])
    put(members)
  }

  /// The pairs as members; of equal keys the first gives the position and the last the value.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    self.init()
    merge(pairs)
  }

  @usableFromInline var members: [Element] {
    @inlinable get {
      switch storage {
      case .few(let members): members
      case .many(let many): many.members
      }
    }
    _modify {
      switch storage {
      case .few(var members):
        storage = .few([])
        defer { storage = .few(members) }
        yield &members
      case .many(var many):
        storage = .few([])
        if !isKnownUniquelyReferenced(&many) { many = JSONManyMembers(many.members) }
        defer { storage = .many(many) }
        yield &many.members
      }
    }
  }

  /// Changes the members in place; keys are kept or appended.
  @inline(__always) private mutating func change(_ body: (inout [Element]) -> Void) {
    switch storage {
    case .few(var members):
      storage = .few([])
      body(&members)
      put(members)
    case .many(var many):
      storage = .few([])
      if !isKnownUniquelyReferenced(&many) { many = JSONManyMembers(many.members) }
      body(&many.members)
      storage = .many(many)
    }
  }

  /// The members, which this object has no more.
  private mutating func take() -> [Element] {
    defer { storage = .few([]) }
    return members
  }

  /// Has these members.
  private mutating func put(_ members: consuming [Element]) {
    storage = members.count < Self.indexedCount ? .few(members) : .many(JSONManyMembers(members))
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  public var startIndex: Int { 0 }
  /// The position after the last member.
  public var endIndex: Int {
    switch storage {
    case .few(let members): members.count
    case .many(let many): many.members.count
    }
  }
  /// The members in order, all taken at once.
  @inlinable public func makeIterator() -> IndexingIterator<[Element]> { members.makeIterator() }
  /// The member at `position`.
  @inlinable public subscript(position: Int) -> Element { members[position] }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }
  /// The values in order of their keys.
  public var values: [JSONValue] { members.map(\.value) }
}

extension JSONObject {
  /// Where the member called `key` stands.
  public func index(of key: String) -> Int? {
    switch storage {
    case .few(let members): Self.place(of: key, in: members)
    case .many(let many): many.position(of: key)
    }
  }

  @inline(__always) private static func place(of key: String, in members: [Element]) -> Int? {
    let count = key.utf8.count
    // Most keys differ in length; no member is copied to see that.
    for place in members.indices where members[place].key.utf8.count == count {
      if members[place].key.isExactly(key) { return place }
    }
    return nil
  }

  /// The member called `key`; setting replaces in place or appends, and setting nil removes.
  public subscript(key: String) -> JSONValue? {
    get { index(of: key).map { members[$0].value } }
    set {
      switch (index(of: key), newValue) {
      case (let position?, let value?): replaceValue(at: position, with: value)
      case (let position?, nil): removeAll(at: [position])
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Appends a member whose key the caller knows to be new; nothing checks it.
  public mutating func append(_ key: String, _ value: JSONValue) {
    change { $0.append((key, value)) }
  }

  /// From how many members on lookups use an index.
  private static var indexedCount: Int { 128 }

  /// Removes the members at the given positions, in one go.
  public mutating func removeAll(at positions: Set<Int>) {
    guard !positions.isEmpty else { return }
    var members = take()
    if positions.count == 1, let position = positions.first {
      members.remove(at: position)
    } else {
      members = members.indices.lazy.filter { !positions.contains($0) }.map { [members] in members[$0] }
    }
    put(members)
  }

  /// Replaces the value at `position`, keeping its key.
  public mutating func replaceValue(at position: Int, with value: JSONValue) {
    change { $0[position].value = value }
  }

  /// Takes over every member of `other`: known keys are replaced in place, new ones appended.
  public mutating func merge(_ other: JSONObject) {
    if members.isEmpty { self = other } else { merge(other.lazy.map { ($0.key, $0.value) }) }
  }

  /// Takes over pairs as ``merge(_:)-(JSONObject)`` does.
  public mutating func merge(_ pairs: some Sequence<(String, JSONValue)>) {
    var members = take()
    if members.isEmpty { members.reserveCapacity(pairs.underestimatedCount) }
    var positions: [ExactText: Int]?
    for (key, value) in pairs {
      if positions == nil, members.count >= Self.linearLimit { positions = Self.positionsByKey(members) }
      if let position = positions == nil ? Self.place(of: key, in: members) : positions?[ExactText(key)] {
        members[position].value = value
      } else {
        positions?[ExactText(key)] = members.count
        members.append((key, value))
      }
    }
    put(members)
  }

  private static var linearLimit: Int { 16 }

  private static func positionsByKey(_ members: [Element]) -> [ExactText: Int] {
    Dictionary(zip(members.lazy.map { ExactText($0.key) }, members.indices), uniquingKeysWith: { first, _ in first })
  }
}

extension JSONObject: Equatable {
  /// Whether both hold the same members, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    let (mine, theirs) = (left.members, right.members)
    guard mine.count == theirs.count else { return false }
    var same = 0
    while same < mine.count, mine[same].key.isExactly(theirs[same].key), mine[same].value == theirs[same].value {
      same += 1
    }
    if same == mine.count { return true }
    guard mine.count >= linearLimit else { return mine[same...].allSatisfy { right[$0.key] == $0.value } }
    let positions = positionsByKey(theirs)
    return mine[same...].allSatisfy { member in
      positions[ExactText(member.key)].map { theirs[$0].value == member.value } ?? false
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object whose members stand in the order written; of equal keys the last value wins.
  public init(dictionaryLiteral pairs: (String, JSONValue)...) { self.init(pairs) }
}
