internal import Bytes
internal import JSON

/// Makes answers from schemas: plausible, repeatable, and valid by the same rules that check answers.
struct SampleGenerator<Source: RandomNumberGenerator> {
  private var source: Source
  /// Beyond this many schemas inside each other, optional parts are left out.
  private let depthLimit = 8
  /// Beyond this many even required parts are: no finite answer fits such a schema.
  private let hardLimit = 64

  static func sample(_ schema: Schema, using source: inout Source) -> JSONValue {
    var generator = SampleGenerator(source: source)
    let value = generator.value(schema, name: "", depth: 0)
    source = generator.source
    return value
  }

  private mutating func value(_ schema: Schema, name: String, depth: Int) -> JSONValue {
    guard depth < hardLimit else { return .null }
    if let example = schema.example, !example.isNull, Self.fits(example, schema) { return example }
    switch schema.kind {
    case .reference: return value(schema.target, name: name, depth: depth + 1)
    case .anything: return .object([:])
    case .null: return .null
    case .boolean: return .bool(false)
    case .whole: return .integer(Int64(clamping: number(NumberRules(), name: name, step: 1)))
    case .integer(let rules): return .integer(Int64(clamping: number(rules, name: name, step: rules.multipleOf ?? 1)))
    case .real: return .real(number(NumberRules(), name: name, step: 0.25))
    case .number(let rules): return .real(number(rules, name: name, step: rules.multipleOf ?? 0.25))
    case .text: return .string(named(name))
    case .string(let rules): return .string(text(rules, name: name))
    case .choice(let choice): return choice.values.first ?? .null
    case .list(let rules):
      let count = max(rules.minItems ?? 0, depth < depthLimit && rules.maxItems != 0 ? 1 : 0)
      return .array((0..<count).map { _ in value(rules.items, name: name, depth: depth + 1) })
    case .map(let rules):
      let count = rules.minProperties ?? 0
      return .object(
        JSONObject((0..<count).map { ("key_\($0 + 1)", value(rules.values, name: name, depth: depth + 1)) }))
    case .model(let model): return .object(members(model, depth: depth))
    case .optional(let inner): return depth < depthLimit ? value(inner, name: name, depth: depth + 1) : .null
    case .union(let members): return value(members[0], name: name, depth: depth + 1)
    case .tagged(let union):
      guard let member = union.members.first else { return .null }
      var value = value(member.schema, name: name, depth: depth + 1)
      // The tag may be optional in its member, but it is what tells the members apart.
      if value[union.discriminator] == nil, let tag = member.tags.first { value[union.discriminator] = .string(tag) }
      return value
    }
  }

  private mutating func members(_ model: Model, depth: Int) -> JSONObject {
    var members = JSONObject(minimumCapacity: model.properties.count)
    for property in model.properties where property.isRequired || depth < depthLimit {
      members.append(property.name, value(property.schema, name: property.name, depth: depth + 1))
    }
    return members
  }

  private static func fits(_ example: JSONValue, _ schema: Schema) -> Bool {
    var run = Validation(checksResponse: true)
    _ = schema.check(example, &run)
    return run.issues.isEmpty
  }
}

extension SampleGenerator {
  /// A number between the bounds that is a multiple of `step`.
  private mutating func number(_ rules: NumberRules, name: String, step: Double) -> Double {
    let isTime = name.hasSuffix("_unix_secs") || name.hasSuffix("_unix") || name.hasSuffix("_at")
    let low = rules.minimum ?? rules.exclusiveMinimum.map { $0 + step } ?? (isTime ? 1_767_225_600 : 0)
    let high = rules.maximum ?? rules.exclusiveMaximum.map { $0 - step } ?? max(low, 0) + 100 * step
    let first = (low / step).rounded(.up)
    let steps = max(0, ((high / step).rounded(.down) - first).rounded(.down))
    let value = (first + Double(source.next(upperBound: UInt64(min(steps, 100)) + 1))) * step
    guard rules.isEmpty || (value >= low && value <= high) else { return (low + max(low, high)) / 2 }
    return value
  }

  private mutating func text(_ rules: StringRules, name: String) -> String {
    var text =
      switch rules.format {
      case .dateTime: "2026-01-02T03:04:05Z"
      case .date: "2026-01-02"
      case .uuid: "\(digits(8))-\(digits(4))-4\(digits(3))-8\(digits(3))-\(digits(12))"
      case .uri: "https://example.com/\(digits(8))"
      case nil: named(name)
      }
    if let pattern = rules.pattern, !pattern.matches(text) {
      let made = PatternSample.sample(pattern.text, using: &source)
      if let made, pattern.matches(made) { text = made }
    }
    while let shortest = rules.minLength, text.unicodeScalars.count < shortest { text += "x" }
    if let longest = rules.maxLength { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))) }
    return text
  }

  /// A string that looks like what the member's name promises.
  private mutating func named(_ name: String) -> String {
    if name == "id" || name.hasSuffix("_id") || name.hasSuffix("_ids") { return digits(20) }
    if name.hasSuffix("email") { return "person@example.com" }
    if name.hasSuffix("url") || name.hasSuffix("uri") { return "https://example.com/\(digits(8))" }
    if name.hasSuffix("number") { return "+1555\(5_550_100 + Int(source.next(upperBound: UInt64(100))))" }
    if name.hasSuffix("language") || name.hasSuffix("locale") { return "en" }
    if name.hasSuffix("name") { return "Sample \(digits(4))" }
    return name.isEmpty ? "sample" : "sample \(name.split(separator: "_").joined(separator: " "))"
  }

  private mutating func digits(_ count: Int) -> String {
    let alphabet = Array("0123456789abcdef".utf8)
    let bytes = (0..<count).map { _ in alphabet[Int(source.next(upperBound: UInt64(16)))] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
