extension JSONValue {
  /// Takes over a change: objects are merged member by member at every depth, anything else, null included, replaces.
  ///
  /// Unlike a merge patch (RFC 7396) null does not remove: to the APIs that Ringback stands in for it is a value.
  public mutating func mergeMembers(of change: JSONValue) {
    // A pattern that binds the members (`case .object(var mine) = self`) keeps a second reference to them, and they would be
    // copied whole at the first change; the property does not. The same is done wherever values change in place.
    guard var mine = object, let theirs = change.object else {
      self = change
      return
    }
    self = .null
    mine.mergeMembers(of: theirs)
    self = .object(mine)
  }
}

extension JSONObject {
  /// Takes over the members of a change, those that both have at every depth.
  mutating func mergeMembers(of change: JSONObject) {
    for (key, value) in change {
      if let place = index(of: key) {
        members[place].value.mergeMembers(of: value)
      } else {
        append(key, value)
      }
    }
  }

  /// Takes over a merge patch, what null removes in one go at the end.
  mutating func applyMergePatch(_ changes: JSONObject) {
    var removed: Set<Int> = []
    for (key, change) in changes {
      switch (index(of: key), change.isNull) {
      case (let place?, true): removed.insert(place)
      case (let place?, false): members[place].value.applyMergePatch(change)
      case (nil, true): break
      case (nil, false):
        var member = JSONValue.null
        member.applyMergePatch(change)
        append(key, member)
      }
    }
    removeAll(at: removed)
  }
}
