internal import JSON

/// Makes a ``Schema`` of its JSON, telling apart what FastAPI's documents tell apart.
///
/// `properties` mark a model, `additionalProperties` alone a dictionary; a named schema with `enum` was a Python `Enum`, an
/// `enum` written in place a `Literal` (recorded from FastAPI 0.165, which never writes an `Enum` in place); `uniqueItems`
/// marks a set.
struct SchemaCompiler {
  /// Finds the schema under `#/components/schemas/NAME` or another local pointer.
  let reference: (String) -> SchemaReference

  func compile(_ json: JSONValue, name: String? = nil) -> Schema {
    guard case .object(let members) = json else { return Schema(.anything) }
    let example = members["example"] ?? members["examples"]?[0] ?? members["default"]
    return Schema(kind(members, name: name), example: example)
  }

  private func kind(_ members: JSONObject, name: String?) -> Schema.Kind {
    if let target = members["$ref"]?.string { return .reference(reference(target)) }
    if members["nullable"]?.bool == true {
      var rest = members
      rest["nullable"] = nil
      return .optional(Schema(kind(rest, name: name)))
    }
    if let value = members["const"] { return .choice(Choice(values: [value], origin: .literal)) }
    if let values = members["enum"]?.array {
      let origin: Choice.Origin = name.map { .enumeration(name: members["title"]?.string ?? $0) } ?? .literal
      return .choice(Choice(values: values, origin: origin))
    }
    if let alternatives = (members["oneOf"] ?? members["anyOf"])?.array { return union(alternatives, members) }
    if let parts = members["allOf"]?.array { return kind(Self.merged(parts, into: members), name: name) }
    if let types = members["type"]?.array { return union(types.map { Self.narrowed(members, to: $0) }, members) }
    return typed(members, name: name)
  }

  private func typed(_ members: JSONObject, name: String?) -> Schema.Kind {
    switch members["type"]?.string {
    case "null": .null
    case "boolean": .boolean
    case "integer": integer(numberRules(members))
    case "number": number(numberRules(members))
    case "string": string(stringRules(members))
    case "array":
      .list(
        ListRules(
          items: compile(members["items"] ?? [:]), minItems: Self.count(members["minItems"]),
          maxItems: Self.count(members["maxItems"]), isUnique: members["uniqueItems"]?.bool == true))
    case "object": object(members, name: name)
    default: members["properties"] == nil ? .anything : object(members, name: name)
    }
  }

  private func integer(_ rules: NumberRules) -> Schema.Kind { rules.isEmpty ? .whole : .integer(rules) }

  private func number(_ rules: NumberRules) -> Schema.Kind { rules.isEmpty ? .real : .number(rules) }

  private func string(_ rules: StringRules) -> Schema.Kind { rules.isEmpty ? .text : .string(rules) }

  private func numberRules(_ members: JSONObject) -> NumberRules {
    NumberRules(
      minimum: members["minimum"]?.real, maximum: members["maximum"]?.real,
      exclusiveMinimum: members["exclusiveMinimum"]?.real, exclusiveMaximum: members["exclusiveMaximum"]?.real,
      multipleOf: members["multipleOf"]?.real)
  }

  private func stringRules(_ members: JSONObject) -> StringRules {
    let format: StringRules.Format? =
      switch members["format"]?.string {
      case "date-time": .dateTime
      case "date": .date
      case "uuid": .uuid
      // The length that `HttpUrl` has and `AnyUrl` has not tells them apart.
      case "uri": .uri(isWeb: members["maxLength"]?.integer == 2083)
      default: nil
      }
    // pydantic's length limits on URLs are part of the URL check.
    let isURI = members["format"] == "uri"
    return StringRules(
      minLength: isURI ? nil : Self.count(members["minLength"]),
      maxLength: isURI ? nil : Self.count(members["maxLength"]),
      pattern: members["pattern"]?.string.flatMap(SchemaPattern.init), format: format)
  }

  private func object(_ members: JSONObject, name: String?) -> Schema.Kind {
    let extra = members["additionalProperties"]
    guard let declared = members["properties"]?.object ?? (name != nil && extra == nil ? [:] : nil) else {
      return .map(
        MapRules(
          values: compile(extra ?? [:]), minProperties: Self.count(members["minProperties"]),
          maxProperties: Self.count(members["maxProperties"])))
    }
    let required = members["required"]?.array?.compactMap(\.string) ?? []
    let properties = declared.map { name, json in
      let isRequired = required.contains(name)
      return Model.Property(
        name: name, schema: compile(json), isRequired: isRequired,
        fill: isRequired ? nil : json["default"] ?? (Self.allowsNull(json) ? .some(.null) : .none),
        isSecondPass: json["x-ringback-second-pass"]?.bool == true,
        isPartial: json["x-ringback-partial"]?.bool == true)
    }
    let additional: Model.Additional =
      switch extra {
      case nil: .dropped
      case .bool(true): .kept
      case .bool(false): .refused
      case let schema?: .checked(compile(schema))
      }
    let title = members["title"]?.string ?? name ?? "object"
    return .model(Model(name: title, properties: properties, additional: additional))
  }

  private static func count(_ value: JSONValue?) -> Int? { value?.real.flatMap { Int(exactly: $0) } }
}

extension SchemaCompiler {
  private func union(_ alternatives: [JSONValue], _ members: JSONObject) -> Schema.Kind {
    let others = alternatives.filter { $0["type"]?.string != "null" }
    let inner: Schema.Kind
    if let discriminator = members["discriminator"]?.object, let property = discriminator["propertyName"]?.string {
      inner = .tagged(tagged(others, by: property, mapping: discriminator["mapping"]?.object ?? [:]))
    } else if others.isEmpty {
      return .null
    } else if others.count == 1 {
      inner = kind(others[0].object ?? [:], name: nil)
    } else {
      inner = .union(others.map { compile($0) })
    }
    return others.count == alternatives.count ? inner : .optional(Schema(inner))
  }

  private func tagged(_ alternatives: [JSONValue], by property: String, mapping: JSONObject) -> TaggedUnion {
    let compiled = alternatives.map { ($0["$ref"]?.string, compile($0)) }
    return TaggedUnion(discriminator: property) {
      compiled.map { target, schema in
        TaggedUnion.Member(tags: Self.tags(of: schema, at: property, target: target, mapping: mapping), schema: schema)
      }
    }
  }

  /// The tags of a member: the values its discriminator may have, else what `mapping` says about it.
  private static func tags(of schema: Schema, at property: String, target: String?, mapping: JSONObject) -> [String] {
    if case .model(let model) = schema.target.kind, let declared = model.property(property),
      case .choice(let choice) = declared.schema.target.kind
    {
      return choice.values.compactMap(\.string)
    }
    return mapping.compactMap { $0.value.string == target ? $0.key : nil }
  }

  /// Whether null is a value of `json`, seen without following references.
  private static func allowsNull(_ json: JSONValue) -> Bool {
    guard let members = json.object else { return true }
    if members["type"]?.string == "null" || members["nullable"]?.bool == true { return true }
    if let types = members["type"]?.array { return types.contains("null") }
    if let alternatives = (members["anyOf"] ?? members["oneOf"])?.array {
      return alternatives.contains(where: allowsNull)
    }
    return !["type", "$ref", "enum", "const", "allOf", "properties"].contains { members[$0] != nil }
  }

  private static func narrowed(_ members: JSONObject, to type: JSONValue) -> JSONValue {
    var one = members
    one["type"] = type
    return .object(one)
  }

  /// `allOf` as one schema: a single part stands for itself; of several, later keywords win and `properties` and `required` add up.
  private static func merged(_ parts: [JSONValue], into members: JSONObject) -> JSONObject {
    var whole = members
    whole["allOf"] = nil
    for part in parts.compactMap(\.object) {
      var part = part
      if let properties = part["properties"]?.object, var known = whole["properties"]?.object {
        known.merge(properties)
        part["properties"] = .object(known)
      }
      if let required = part["required"]?.array, let known = whole["required"]?.array {
        part["required"] = .array(known + required)
      }
      whole.merge(part)
    }
    return whole
  }
}
