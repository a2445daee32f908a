extension JSONValue {
  /// Takes over a merge patch (RFC 7396): objects are merged at every depth, null removes, anything else replaces.
  public mutating func applyMergePatch(_ patch: JSONValue) {
    guard case .object(let changes) = patch else {
      self = patch
      return
    }
    var members = object ?? [:]
    self = .null
    members.applyMergePatch(changes)
    self = .object(members)
  }

  /// RFC 6902's `add`: a member is set, an element inserted (`-` appends); false where the place cannot be.
  public mutating func add(_ value: JSONValue, at pointer: JSONPointer) -> Bool {
    edit(pointer.tokens[...], whole: { $0 = value }) { parent, token in
      if parent.object != nil {
        parent[token] = value
        return true
      }
      guard var elements = parent.array,
        let index = token == "-" ? elements.count : JSONPointer.index(token), index <= elements.count
      else { return false }
      parent = .null
      elements.insert(value, at: index)
      parent = .array(elements)
      return true
    }
  }

  /// RFC 6902's `replace`; false where nothing stands there.
  public mutating func replace(_ value: JSONValue, at pointer: JSONPointer) -> Bool {
    guard self.value(at: pointer) != nil else { return false }
    return set(value, at: pointer)
  }

  /// RFC 6902's `remove`; false where nothing stands there.
  public mutating func remove(at pointer: JSONPointer) -> Bool {
    guard self.value(at: pointer) != nil else { return false }
    return set(nil, at: pointer)
  }

  /// Walks to the parent of the last token and lets `change` have it.
  private mutating func edit(
    _ tokens: ArraySlice<String>, whole: (inout JSONValue) -> Void, _ change: (inout JSONValue, String) -> Bool
  ) -> Bool {
    guard let token = tokens.first else {
      whole(&self)
      return true
    }
    let rest = tokens.dropFirst()
    guard !rest.isEmpty else { return change(&self, token) }
    if var members = object {
      guard let place = members.index(of: token) else { return false }
      self = .null
      defer { self = .object(members) }
      return members.members[place].value.edit(rest, whole: whole, change)
    }
    guard var elements = array, let index = JSONPointer.index(token), elements.indices.contains(index) else {
      return false
    }
    self = .null
    defer { self = .array(elements) }
    return elements[index].edit(rest, whole: whole, change)
  }
}
