internal import Bytes
internal import Synchronization

/// The members of a large object, with an index of their keys that is filled in when somebody asks.
///
/// `@unchecked Sendable`: only an object that holds the one reference changes the members.
@usableFromInline final class JSONManyMembers: @unchecked Sendable {
  private struct Positions {
    var byKey: [ExactText: Int] = [:]
    /// How many members were looked at, from the front.
    var covered = 0
  }

  /// Keys are only ever appended, never removed or renamed: the index stays right.
  @usableFromInline var members: [JSONObject.Element]
  private let positions = Mutex(Positions())

  init(_ members: [JSONObject.Element]) { self.members = members }

  /// Where `key` stands; of equal keys the first.
  func position(of key: String) -> Int? {
    positions.withLock { positions in
      if positions.covered < members.count { extend(&positions) }
      return positions.byKey[ExactText(key)]
    }
  }

  private func extend(_ positions: inout Positions) {
    if positions.covered == 0 { positions.byKey.reserveCapacity(members.count) }
    for place in positions.covered..<members.count {
      let key = ExactText(members[place].key)
      if positions.byKey[key] == nil { positions.byKey[key] = place }
    }
    positions.covered = members.count
  }
}
