internal import JSON

extension Schema {
  /// pydantic's smart mode: every member is tried, the one that was sent most fields, then the most exact one, wins; when
  /// none fits, the mistakes of all are reported under their tags.
  static func checkUnion(_ members: [Schema], _ value: JSONValue, _ run: inout Validation) -> JSONValue {
    // The outcome of the walk below, without its mistakes: an exact scalar wins over whatever stands before it.
    for member in members where member.isExactScalar(value) { return value }
    let start = run.issues.count
    let (exactness, fieldsSet) = (run.exactness, run.fieldsSet)
    var best: (value: JSONValue, exactness: Validation.Exactness, fields: Int)?
    for member in members {
      let mark = run.issues.count
      run.exactness = .exact
      run.fieldsSet = -1
      let checked = member.check(value, &run)
      guard run.issues.count == mark else {
        if best == nil { run.locate(from: mark, .string(member.tag)) } else { run.forget(from: mark) }
        continue
      }
      if let known = best {
        let comparesFields = known.fields >= 0 && run.fieldsSet >= 0 && known.fields != run.fieldsSet
        let isBetter = comparesFields ? known.fields < run.fieldsSet : known.exactness < run.exactness
        if isBetter { best = (checked, run.exactness, run.fieldsSet) }
      } else {
        best = (checked, run.exactness, run.fieldsSet)
      }
      if run.exactness == .exact, run.fieldsSet < 0 {
        best = (checked, .exact, -1)
        break
      }
    }
    run.exactness = exactness
    run.fieldsSet = fieldsSet
    guard let best else { return value }
    run.forget(from: start)
    run.floor(best.exactness)
    if best.fields >= 0 { run.addFields(best.fields) }
    return best.value
  }

  private func isExactScalar(_ value: JSONValue) -> Bool {
    switch (kind, value) {
    case (.text, .string), (.whole, .integer), (.real, .real), (.boolean, .bool): true
    default: false
    }
  }

  /// What pydantic calls this member of a union in a location.
  var tag: String { tag(depth: 0) }

  /// A type that contains itself without being a model has no end.
  private func tag(depth: Int) -> String {
    guard depth < 6 else { return "..." }
    switch kind {
    case .reference(let reference): return reference.target.tag(depth: depth)
    case .anything: return "any"
    case .null: return "none"
    case .boolean: return "bool"
    case .whole: return "int"
    case .integer: return "constrained-int"
    case .real: return "float"
    case .number: return "constrained-float"
    case .text: return "str"
    case .string(let rules): return rules.tag
    case .choice(let choice): return choice.tag
    case .list(let rules): return "\(rules.isUnique ? "set" : "list")[\(rules.items.tag(depth: depth + 1))]"
    case .map(let rules): return "dict[str,\(rules.values.tag(depth: depth + 1))]"
    case .model(let model): return model.name
    case .optional(let inner): return "nullable[\(inner.tag(depth: depth + 1))]"
    case .union(let members): return "union[\(members.map { $0.tag(depth: depth + 1) }.joined(separator: ","))]"
    case .tagged(let union):
      let names = union.members.flatMap { member in member.tags.map { _ in member.schema.tag(depth: depth + 1) } }
      return "tagged-union[\(names.joined(separator: ","))]"
    }
  }
}

extension StringRules {
  fileprivate var tag: String {
    switch format {
    case .dateTime: "datetime"
    case .date: "date"
    case .uuid: "uuid"
    case .uri: "url"
    case nil: "constrained-str"
    }
  }
}

extension Choice {
  fileprivate var tag: String {
    switch origin {
    case .literal: "literal[\(values.map(Words.python).joined(separator: ","))]"
    case .enumeration(let name):
      if values.allSatisfy({ $0.string != nil }) {
        "str-enum[\(name)]"
      } else {
        values.allSatisfy { $0.integer != nil } ? "int-enum[\(name)]" : "enum[\(name)]"
      }
    }
  }
}

extension TaggedUnion {
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    guard case .object(let sent) = value else {
      run.fail("model_attributes_type", Model.wrongType, value)
      return value
    }
    guard let tag = sent[discriminator] else {
      let quoted = "'\(discriminator)'"
      run.fail(
        "union_tag_not_found", "Unable to extract tag using discriminator \(quoted)", value,
        ["discriminator": .string(quoted)])
      return value
    }
    guard case .string(let name) = tag, let member = member(tag: name) else {
      refuse(tag, value, &run)
      return value
    }
    let mark = run.issues.count
    let checked = member.check(value, &run)
    run.locate(from: mark, tag)
    return checked
  }

  private func refuse(_ tag: JSONValue, _ value: JSONValue, _ run: inout Validation) {
    let shown = tag.string ?? Words.python(tag)
    let expected = members.flatMap(\.tags).map { "'\($0)'" }.joined(separator: ", ")
    run.fail(
      "union_tag_invalid",
      "Input tag '\(shown)' found using '\(discriminator)' does not match any of the expected tags: \(expected)", value,
      ["discriminator": .string("'\(discriminator)'"), "tag": .string(shown), "expected_tags": .string(expected)])
  }
}
