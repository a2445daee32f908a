/// The members of a JSON object in the order in which their keys first appeared.
///
/// A lookup walks the members, which is the fastest way for the sizes that APIs have; whole-object work (equality,
/// ``merge(_:)``, building from pairs) indexes its keys from 16 members on, so that hostile input costs no more
/// than its length. Two objects are equal when they hold equal members, whatever their order.
public struct JSONObject: Sendable {
  /// One member.
  public typealias Element = (key: String, value: JSONValue)

  @usableFromInline var members: [Element]

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
    members.firstIndex { $0.key.isSameKey(as: key) }
  }

  /// The member called `key`; setting replaces in place or appends, and setting nil removes.
  public subscript(key: String) -> JSONValue? {
    get { index(of: key).map { members[$0].value } }
    set {
      switch (index(of: key), newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): members.remove(at: position)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Appends a member whose key the caller knows to be new; nothing checks it.
  @inlinable public mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
  }

  /// Replaces the value at `position`, keeping its key.
  public mutating func replaceValue(at position: Int, with value: JSONValue) {
    members[position].value = value
  }

  /// Removes all members.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    members.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Takes over every member of `other`: known keys are replaced in place, new ones appended.
  public mutating func merge(_ other: JSONObject) {
    if members.isEmpty { members = other.members } else { merge(other.lazy.map { ($0.key, $0.value) }) }
  }

  /// Takes over pairs as ``merge(_:)-(JSONObject)`` does.
  public mutating func merge(_ pairs: some Sequence<(String, JSONValue)>) {
    var positions: [String: Int]?
    for (key, value) in pairs {
      if positions == nil, members.count >= Self.linearLimit { positions = positionsByKey() }
      if let position = positions == nil ? index(of: key) : positions?[key] {
        members[position].value = value
      } else {
        positions?[key] = members.count
        members.append((key, value))
      }
    }
  }

  private static var linearLimit: Int { 16 }

  private func positionsByKey() -> [String: Int] {
    Dictionary(zip(members.lazy.map(\.key), members.indices), uniquingKeysWith: { first, _ in first })
  }
}

extension String {
  /// Whether both are one key of a JSON object; that most differ in length is seen first, and costs nothing.
  @inlinable public func isSameKey(as other: String) -> Bool { utf8.count == other.utf8.count && self == other }
}

extension JSONObject: Equatable {
  /// Whether both hold the same members, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    var same = 0
    while same < left.count, left.members[same] == right.members[same] { same += 1 }
    if same == left.count { return true }
    guard left.count >= linearLimit else {
      return left.members[same...].allSatisfy { right[$0.key] == $0.value }
    }
    let positions = right.positionsByKey()
    return left.members[same...].allSatisfy { member in
      positions[member.key].map { right.members[$0].value == member.value } ?? false
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object whose members stand in the order written; of equal keys the last value wins.
  public init(dictionaryLiteral pairs: (String, JSONValue)...) { self.init(pairs) }
}
