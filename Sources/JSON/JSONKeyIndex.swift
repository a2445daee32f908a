internal import Bytes
internal import Synchronization

/// Where the keys of a large object stand, filled in when somebody asks.
///
/// It belongs to all copies of an object until one of them changes its keys: that one takes a new index.
@usableFromInline final class JSONKeyIndex: Sendable {
  private struct Positions {
    var byKey: [ExactText: Int] = [:]
    /// How many members were looked at, from the front.
    var covered = 0
  }

  private let positions = Mutex(Positions())

  /// Where `key` stands among the members; of equal keys the first.
  func position(of key: String, in members: [JSONObject.Element]) -> Int? {
    positions.withLock { positions in
      if positions.covered < members.count { Self.extend(&positions, to: members) }
      return positions.byKey[ExactText(key)]
    }
  }

  /// Members are only ever appended under one index, so that what was covered stays right.
  private static func extend(_ positions: inout Positions, to members: [JSONObject.Element]) {
    if positions.covered == 0 { positions.byKey.reserveCapacity(members.count) }
    for place in positions.covered..<members.count {
      let key = ExactText(members[place].key)
      if positions.byKey[key] == nil { positions.byKey[key] = place }
    }
    positions.covered = members.count
  }
}
