internal import JSON

extension ListRules {
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    guard case .array(let elements) = value else {
      let noun = isUnique && !run.checksResponse ? "set" : "list"
      run.fail("\(noun)_type", "Input should be a valid \(noun)", value)
      return value
    }
    let field = isUnique ? "Set" : "List"
    if let maxItems, elements.count > maxItems {
      run.tooLong(field, maxItems, elements.count, value)
      return value
    }
    // A change replaces lists, so what stands in one is whole.
    let outer = run.isPartial
    defer { run.isPartial = outer }
    run.isPartial = false
    let start = run.issues.count
    var out: [JSONValue] = []
    out.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() where !run.isHopeless(since: start) {
      let mark = run.issues.count
      out.append(items.check(element, &run))
      run.locate(from: mark, .integer(index))
    }
    if isUnique, !run.checksResponse {
      run.floor(.lax)
      var seen: Set<String> = []
      out.removeAll { !seen.insert($0.description).inserted }
    }
    if let minItems, out.count < minItems, run.issues.count == start { run.tooShort(field, minItems, out.count, value) }
    return .array(out)
  }
}

extension MapRules {
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    guard case .object(let members) = value else {
      run.fail("dict_type", "Input should be a valid dictionary", value)
      return value
    }
    let start = run.issues.count
    var out = value
    if case .anything = values.kind {
    } else {
      var checked: [JSONObject.Element] = []
      checked.reserveCapacity(members.count)
      for (key, member) in members where !run.isHopeless(since: start) {
        let mark = run.issues.count
        checked.append((key, values.check(member, &run)))
        run.locate(from: mark, .string(key))
      }
      out = .object(JSONObject(members: checked))
    }
    if run.issues.count > start { return value }
    if let minProperties, members.count < minProperties {
      run.tooShort("Dictionary", minProperties, members.count, value)
    } else if let maxProperties, members.count > maxProperties {
      run.tooLong("Dictionary", maxProperties, members.count, value)
    }
    return out
  }
}

extension Validation {
  mutating func tooLong(_ field: String, _ limit: Int, _ count: Int, _ value: JSONValue) {
    fail(
      "too_long", "\(field) should have at most \(Words.count(limit, "item")) after validation, not \(count)", value,
      ["field_type": .string(field), "max_length": .integer(limit), "actual_length": .integer(count)])
  }

  mutating func tooShort(_ field: String, _ limit: Int, _ count: Int, _ value: JSONValue) {
    fail(
      "too_short", "\(field) should have at least \(Words.count(limit, "item")) after validation, not \(count)", value,
      ["field_type": .string(field), "min_length": .integer(limit), "actual_length": .integer(count)])
  }
}

extension Model.Property {
  /// Checks the property's value, as a change where the document says so.
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    let outer = run.isPartial
    defer { run.isPartial = outer }
    run.isPartial = outer || isPartial
    return schema.check(value, &run)
  }
}

extension Model {
  static let wrongType = "Input should be a valid dictionary or object to extract fields from"
  /// From here on members are looked up in an index.
  private static let linearLimit = 32

  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    guard case .object(let sent) = value else {
      run.fail("model_attributes_type", Self.wrongType, value)
      return value
    }
    return .object(check(sent, missingInput: value, &run))
  }

  /// Checks the members; `missingInput` is what the mistake about an absent one shows.
  func check(_ sent: JSONObject, missingInput: JSONValue, _ run: inout Validation) -> JSONObject {
    var out: [JSONObject.Element] = []
    out.reserveCapacity(properties.count)
    let index =
      sent.count > Self.linearLimit ? Dictionary(sent.lazy.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }) : nil
    var found = 0
    for property in properties {
      let mark = run.issues.count
      if let member = index == nil ? sent[property.name] : index?[property.name] {
        found += 1
        out.append((property.name, check(member, as: property, &run)))
      } else if run.isPartial {
        continue
      } else if property.isRequired {
        run.fail("missing", "Field required", missingInput)
      } else if let fill = property.fill, !run.checksResponse {
        out.append((property.name, fill))
      }
      run.locate(from: mark, .string(property.name))
    }
    run.addFields(found)
    if found < sent.count { checkUndeclared(in: sent, &out, &run) }
    return JSONObject(members: out)
  }

  private func check(_ member: JSONValue, as property: Property, _ run: inout Validation) -> JSONValue {
    guard property.isSecondPass, !run.checksResponse else { return property.check(member, &run) }
    // The inside is checked later; here it only has to be an object, or null where that is allowed.
    if member.object == nil, !(member.isNull && property.schema.allowsNull) {
      run.fail("model_attributes_type", Self.wrongType, member)
    }
    return member
  }

  private func checkUndeclared(in sent: JSONObject, _ out: inout [JSONObject.Element], _ run: inout Validation) {
    switch additional {
    case .dropped where !run.checksResponse: return
    case .kept:
      for (key, member) in sent where !declares(key) {
        out.append((key, member))
        run.addFields(1)
      }
    case .refused, .dropped:
      let start = run.issues.count
      for (key, member) in sent where !declares(key) && !run.isHopeless(since: start) {
        let mark = run.issues.count
        run.fail("extra_forbidden", "Extra inputs are not permitted", member)
        run.locate(from: mark, .string(key))
      }
    case .checked(let schema):
      let start = run.issues.count
      for (key, member) in sent where !declares(key) && !run.isHopeless(since: start) {
        let mark = run.issues.count
        out.append((key, schema.check(member, &run)))
        run.locate(from: mark, .string(key))
      }
    }
  }
}
