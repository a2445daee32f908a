extension JSONValue {
  /// Takes over a change: objects are merged member by member at every depth, anything else, null included, replaces.
  ///
  /// Unlike a merge patch (RFC 7396) null does not remove: to the APIs that Ringback stands in for it is a value.
  public mutating func mergeMembers(of change: JSONValue) {
    guard case .object(var mine) = self, case .object(let theirs) = change else {
      self = change
      return
    }
    for (key, value) in theirs {
      var merged = mine[key] ?? .null
      merged.mergeMembers(of: value)
      mine[key] = merged
    }
    self = .object(mine)
  }
}
