internal import JSON

/// One run of a schema over a value: the mistakes found, and how well the value fitted.
///
/// A location is built from the inside out: whoever descends adds its own step to the mistakes found below, so that a
/// value without mistakes costs no path.
struct Validation {
  /// How far a value was from its type, as pydantic's smart unions weigh it.
  enum Exactness: Int, Comparable {
    /// Converted, such as `"1"` to 1.
    case lax
    /// Another type that even strict pydantic takes, such as 7 for a float.
    case strict
    case exact

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// Locations stand innermost step first until ``located(under:)``.
  var issues: [ValidationIssue] = []
  var exactness = Exactness.exact
  /// How many members of models were sent, or -1 as long as no model was met.
  var fieldsSet = -1
  /// Whether an answer of ours is checked: nothing is converted or filled in, nothing undeclared passes.
  let checksResponse: Bool
  /// Whether a change to be merged is checked: what is absent is neither missed nor filled in.
  var isPartial = false

  /// References followed so far on the way down.
  var references = 0
  /// A schema that is an alternative of itself would go on for ever; values end long before, at the parser's depth limit.
  static let referenceLimit = 300

  init(checksResponse: Bool = false) { self.checksResponse = checksResponse }

  mutating func fail(_ type: String, _ message: String, _ input: JSONValue, _ context: JSONObject? = nil) {
    issues.append(ValidationIssue(type: type, location: [], message: message, input: input, context: context))
  }

  /// Adds `step` in front of the mistakes found since `mark`.
  mutating func locate(from mark: Int, _ step: @autoclosure () -> JSONValue) {
    guard issues.count > mark else { return }
    let step = step()
    for index in mark..<issues.count { issues[index].location.append(step) }
  }

  /// Whether a container has collected so many mistakes that the rest of it is not worth looking at.
  ///
  /// Deviation: pydantic goes on, and an answer of a gigabyte to ten megabytes of mistakes is the result.
  func isHopeless(since mark: Int) -> Bool { issues.count - mark >= 10_000 }

  mutating func forget(from mark: Int) {
    if issues.count > mark { issues.removeSubrange(mark...) }
  }

  mutating func floor(_ limit: Exactness) {
    if limit < exactness { exactness = limit }
  }

  mutating func addFields(_ count: Int) { fieldsSet = max(fieldsSet, 0) + count }

  /// The mistakes with whole locations, `prefix` first.
  func located(under prefix: [JSONValue] = []) -> [ValidationIssue] {
    issues.map { issue in
      var issue = issue
      issue.location = prefix + issue.location.reversed()
      return issue
    }
  }
}

extension Schema {
  /// The value as a handler gets it; when mistakes were noted, any value.
  func check(_ value: JSONValue, _ run: inout Validation) -> JSONValue {
    switch kind {
    case .text:
      if value.string == nil { run.fail("string_type", "Input should be a valid string", value) }
      return value
    case .string(let rules): return rules.check(value, &run)
    case .optional(let inner): return value.isNull ? value : inner.check(value, &run)
    case .reference(let reference):
      guard run.references < Validation.referenceLimit else { return value }
      run.references += 1
      defer { run.references -= 1 }
      return reference.target.check(value, &run)
    case .boolean: return Booleans.check(value, &run)
    case .whole: return NumberRules().checkInteger(value, &run)
    case .integer(let rules): return rules.checkInteger(value, &run)
    case .real: return NumberRules().checkNumber(value, &run)
    case .number(let rules): return rules.checkNumber(value, &run)
    case .choice(let choice): return choice.check(value, &run)
    case .list(let rules): return rules.check(value, &run)
    case .map(let rules): return rules.check(value, &run)
    case .model(let model): return model.check(value, &run)
    case .union(let members): return Self.checkUnion(members, value, &run)
    case .tagged(let union): return union.check(value, &run)
    case .anything:
      run.floor(.strict)
      return value
    case .null:
      if !value.isNull { run.fail("none_required", "Input should be None", value) }
      return value
    }
  }
}
