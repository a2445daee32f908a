internal import JSON

/// A schema in the form in which it is checked: one of the types that pydantic would have made it from.
///
/// Immutable once compiled, but for references, which are compiled at their first use, so that cycles are no trouble and
/// nothing unused is ever looked at.
final class Schema {
  indirect enum Kind {
    case anything
    case null
    case boolean
    /// A string without rules.
    case text
    case string(StringRules)
    /// A whole number without bounds.
    case whole
    case integer(NumberRules)
    /// A number without bounds.
    case real
    case number(NumberRules)
    case choice(Choice)
    case list(ListRules)
    case map(MapRules)
    case model(Model)
    /// Exactly one type or null.
    case optional(Schema)
    case union([Schema])
    case tagged(TaggedUnion)
    case reference(SchemaReference)
  }

  let kind: Kind
  /// What the document offers as example: `example`, the first of `examples`, or `default`.
  let example: JSONValue?

  init(_ kind: Kind, example: JSONValue? = nil) {
    self.kind = kind
    self.example = example
  }

  /// The schema behind a reference.
  var target: Schema {
    if case .reference(let reference) = kind { reference.target } else { self }
  }

  /// Whether null is a value of this schema.
  var allowsNull: Bool {
    switch target.kind {
    case .anything, .null, .optional: true
    case .choice(let choice): choice.values.contains(.null)
    case .union(let members): members.contains(where: \.allowsNull)
    default: false
    }
  }
}

/// Bounds of a number; integers beyond 2^53 are compared as doubles.
struct NumberRules {
  var minimum: Double?
  var maximum: Double?
  var exclusiveMinimum: Double?
  var exclusiveMaximum: Double?
  var multipleOf: Double?

  var isEmpty: Bool {
    minimum == nil && maximum == nil && exclusiveMinimum == nil && exclusiveMaximum == nil && multipleOf == nil
  }
}

struct StringRules {
  /// What a string has to look like beyond its length.
  enum Format {
    case dateTime, date, uuid
    /// `isWeb`: pydantic's `HttpUrl`, which takes http and https only.
    case uri(isWeb: Bool)
  }

  var minLength: Int?
  var maxLength: Int?
  var pattern: SchemaPattern?
  var format: Format?

  var isEmpty: Bool { minLength == nil && maxLength == nil && pattern == nil && format == nil }
}

/// A value out of a fixed set.
struct Choice {
  /// What the values were in Python, which decides the words: `Literal` or `Enum`.
  enum Origin: Equatable {
    case literal
    case enumeration(name: String)
  }

  let values: [JSONValue]
  let origin: Origin
}

struct ListRules {
  let items: Schema
  let minItems: Int?
  let maxItems: Int?
  /// A Python set: equal items are one.
  let isUnique: Bool
}

struct MapRules {
  let values: Schema
  let minProperties: Int?
  let maxProperties: Int?
}

/// A schema named elsewhere, compiled at its first use; its target is never a reference itself.
final class SchemaReference {
  let name: String
  private var resolve: (() -> Schema)?
  private var resolved: Schema?

  init(_ name: String, resolve: @escaping () -> Schema) {
    self.name = name
    self.resolve = resolve
  }

  var target: Schema {
    if let resolved { return resolved }
    // References that only lead to each other end here, and say nothing.
    resolved = Schema(.anything)
    let schema = resolve?().target ?? Schema(.anything)
    resolved = schema
    resolve = nil
    return schema
  }
}
