internal import JSON
internal import Patterns

/// Holds values against matches and keeps what is different.
struct MatchRun {
  var bindings: PlaceholderBindings
  private(set) var differences: [Difference] = []
  /// What stands before each pointer: `json` or `header`.
  private let area: String

  init(_ area: String, _ bindings: PlaceholderBindings) {
    self.area = area
    self.bindings = bindings
  }

  /// Compares; `value` is nil where nothing stands.
  mutating func compare(_ value: JSONValue?, with match: Match, at pointer: JSONPointer) {
    if case .absent = match {
      if let value { fail(pointer, "nothing", Difference.shown(value)) }
      return
    }
    guard let value else { return fail(pointer, match.words, "nothing") }
    switch match {
    case .absent: break
    case .value(let expected):
      if !Self.isEqual(value, expected) { fail(pointer, Difference.shown(expected), Difference.shown(value)) }
    case .placeholder(let placeholder):
      if let expected = bindings.bind(placeholder, to: value) { fail(pointer, expected, Difference.shown(value)) }
    case .object(let members, let isWhole): compare(value, members, isWhole: isWhole, at: pointer)
    case .array(let matches): compare(value, matches, at: pointer)
    case .regex(let pattern):
      let fits = value.string.map { (try? pattern.matches($0)) ?? false } ?? false
      if !fits { fail(pointer, match.words, Difference.shown(value)) }
    case .contains(let inner):
      if !contains(value, inner) { fail(pointer, match.words, Difference.shown(value)) }
    case .length(let length):
      let found = value.array?.count ?? value.object?.count ?? value.string?.unicodeScalars.count
      if found != length { fail(pointer, match.words, found.map { "\($0) of them" } ?? Difference.shown(value)) }
    case .type(let type):
      if !value.isOf(type: type) { fail(pointer, match.words, Difference.shown(value)) }
    }
  }

  private mutating func compare(
    _ value: JSONValue, _ members: [(name: String, match: Match)], isWhole: Bool, at pointer: JSONPointer
  ) {
    guard let object = value.object else { return fail(pointer, "an object", Difference.shown(value)) }
    for (name, match) in members { compare(object[name], with: match, at: pointer.appending(name)) }
    guard isWhole else { return }
    for (name, value) in object where !members.contains(where: { $0.name == name }) {
      fail(pointer.appending(name), "nothing", Difference.shown(value))
    }
  }

  private mutating func compare(_ value: JSONValue, _ matches: [Match], at pointer: JSONPointer) {
    guard let elements = value.array else { return fail(pointer, "an array", Difference.shown(value)) }
    if elements.count != matches.count {
      fail(pointer, "\(matches.count) elements", "\(elements.count): \(Difference.shown(value))")
    }
    for (index, (element, match)) in zip(elements, matches).enumerated() {
      compare(element, with: match, at: pointer.appending(index))
    }
  }

  /// Whether a text has a part, or an array an element; what the element binds is kept.
  private mutating func contains(_ value: JSONValue, _ inner: Match) -> Bool {
    if let text = value.string {
      guard case .value(let part) = inner, let part = part.string else { return false }
      return text.contains(text: part)
    }
    for element in value.array ?? [] {
      var trial = MatchRun(area, bindings)
      trial.compare(element, with: inner, at: JSONPointer(tokens: []))
      if trial.differences.isEmpty {
        bindings = trial.bindings
        return true
      }
    }
    return false
  }

  private mutating func fail(_ pointer: JSONPointer, _ expected: String, _ found: String) {
    let place = pointer.description
    differences.append(Difference(place.isEmpty ? area : "\(area) \(place)", expected: expected, found: found))
  }

  /// `1` and `1.0` are one number.
  private static func isEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
    if left == right { return true }
    guard let left = left.real, let right = right.real else { return false }
    return left == right
  }
}

extension Match {
  /// What is expected, in words.
  var words: String {
    switch self {
    case .value(let value): Difference.shown(value)
    case .placeholder(let placeholder): placeholder.type.words
    case .object(let members, _): "an object with \(members.map(\.name).joined(separator: ", "))"
    case .array(let matches): "\(matches.count) elements"
    case .absent: "nothing"
    case .regex(let pattern): "a text that fits \(pattern.text)"
    case .contains(let inner): "something that contains \(inner.words)"
    case .length(let length): "a length of \(length)"
    case .type(let type): "a value of type \(type)"
    }
  }
}

extension JSONValue {
  /// Whether the value is of this type, in JSON Schema's words.
  func isOf(type: String) -> Bool {
    switch self {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .integer: type == "integer" || type == "number"
    case .real: type == "number"
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
