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

  @usableFromInline var members: [Element]
  /// Nil if there are few members.
  private var index: JSONKeyIndex?

  /// An empty object.
  public init() { members = [] }

  /// An object with room for `capacity` members.
  public init(minimumCapacity capacity: Int) {
    members = []
    members.reserveCapacity(capacity)
  }

  /// The pairs as members; of equal keys the first gives the position and the last the value.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    members = []
    members.reserveCapacity(pairs.underestimatedCount)
    merge(pairs)
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  public var startIndex: Int { 0 }
  /// The position after the last member.
  public var endIndex: Int { members.count }
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
    if let index { return index.position(of: key, in: members) }
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
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): removeAll(at: [position])
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Appends a member whose key the caller knows to be new; nothing checks it.
  @inlinable public mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    if members.count >= Self.indexedCount { keepIndex() }
  }

  /// From how many members on lookups use an index.
  @usableFromInline static var indexedCount: Int { 128 }

  /// Sees to it that the index is this object's alone, since a key was appended.
  @usableFromInline mutating func keepIndex() {
    if index == nil || !isKnownUniquelyReferenced(&index) { index = JSONKeyIndex() }
  }

  /// Removes the members at the given positions, in one go.
  public mutating func removeAll(at positions: Set<Int>) {
    guard !positions.isEmpty else { return }
    if positions.count == 1, let position = positions.first {
      members.remove(at: position)
    } else {
      members = members.indices.lazy.filter { !positions.contains($0) }.map { [members] in members[$0] }
    }
    // The next key that is appended makes a new one; until then lookups walk.
    index = nil
  }

  /// Replaces the value at `position`, keeping its key.
  public mutating func replaceValue(at position: Int, with value: JSONValue) {
    members[position].value = value
  }

  /// Removes all members.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    members.removeAll(keepingCapacity: keepingCapacity)
    index = nil
  }

  /// Takes over every member of `other`: known keys are replaced in place, new ones appended.
  public mutating func merge(_ other: JSONObject) {
    if members.isEmpty { self = other } else { merge(other.lazy.map { ($0.key, $0.value) }) }
  }

  /// Takes over pairs as ``merge(_:)-(JSONObject)`` does.
  public mutating func merge(_ pairs: some Sequence<(String, JSONValue)>) {
    var positions: [ExactText: Int]?
    for (key, value) in pairs {
      if positions == nil, members.count >= Self.linearLimit { positions = positionsByKey() }
      if let position = positions == nil ? index(of: key) : positions?[ExactText(key)] {
        members[position].value = value
      } else {
        positions?[ExactText(key)] = members.count
        append(key, value)
      }
    }
  }

  private static var linearLimit: Int { 16 }

  private func positionsByKey() -> [ExactText: Int] {
    Dictionary(zip(members.lazy.map { ExactText($0.key) }, members.indices), uniquingKeysWith: { first, _ in first })
  }
}

extension String {
  /// Whether both are one key of a JSON object: keys are compared by their bytes.
  public func isSameKey(as other: String) -> Bool { isExactly(other) }
}

extension JSONObject: Equatable {
  /// Whether both hold the same members, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    var same = 0
    while same < left.count, left.members[same].key.isExactly(right.members[same].key),
      left.members[same].value == right.members[same].value
    { same += 1 }
    if same == left.count { return true }
    guard left.count >= linearLimit else {
      return left.members[same...].allSatisfy { right[$0.key] == $0.value }
    }
    let positions = right.positionsByKey()
    return left.members[same...].allSatisfy { member in
      positions[ExactText(member.key)].map { right.members[$0].value == member.value } ?? false
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object whose members stand in the order written; of equal keys the last value wins.
  public init(dictionaryLiteral pairs: (String, JSONValue)...) { self.init(pairs) }
}
