internal import Bytes
internal import JSON
internal import Patterns

/// What one value of a request has to be: a scalar that it equals, or conditions that all hold.
struct Matcher: Sendable {
  /// One condition.
  enum Condition: Sendable {
    case equals(JSONValue)
    case contains(JSONValue)
    case regex(Pattern)
    case type(ValueType)
    case absent(Bool)
  }

  /// Where the value comes from: fields of a head, a query or a form are texts, so that numbers are compared as texts there.
  enum Source { case text, json }

  let conditions: [Condition]
  let source: Source

  /// The scalar that a value has to equal, where that can be looked up.
  var equality: Scalar? {
    for case .equals(let value) in conditions {
      if let scalar = Scalar(value) { return scalar }
    }
    return nil
  }

  /// Whether one of the values that stand at the place fulfils all conditions.
  func matches(_ values: [JSONValue], _ budget: PatternBudget) throws(Pattern.Overrun) -> Bool {
    if values.isEmpty { return conditions.allSatisfy { $0.isMetByAbsence } }
    for value in values where try unmet(by: value, budget).isEmpty { return true }
    return false
  }

  /// What of the conditions does not hold, in words; nil where all do.
  func complaint(about values: [JSONValue], _ budget: PatternBudget) -> String? {
    let unmet: [Condition]
    do throws(Pattern.Overrun) {
      if try matches(values, budget) { return nil }
      unmet = values.count == 1 ? try self.unmet(by: values[0], budget) : conditions
    } catch {
      return error.description
    }
    return unmet.map(\.description).joined(separator: ", ")
  }

  private func unmet(by value: JSONValue, _ budget: PatternBudget) throws(Pattern.Overrun) -> [Condition] {
    var unmet: [Condition] = []
    for condition in conditions where try !condition.holds(for: value, from: source, budget) { unmet.append(condition) }
    return unmet
  }
}

extension Matcher.Condition {
  fileprivate var isMetByAbsence: Bool {
    if case .absent(true) = self { true } else { false }
  }

  fileprivate func holds(
    for value: JSONValue, from source: Matcher.Source, _ budget: PatternBudget
  ) throws(Pattern.Overrun) -> Bool {
    switch self {
    case .equals(let wanted): return value.isSame(as: wanted)
    case .contains(let wanted):
      if let elements = value.array { return elements.contains { $0.isSame(as: wanted) } }
      guard let text = value.string, let part = wanted.string else { return false }
      return text.containsExactly(part)
    case .regex(let pattern):
      guard let text = value.fieldText else { return false }
      return try pattern.matches(text, within: budget)
    case .type(let type): return type.takes(value, from: source)
    case .absent(let isAbsent): return !isAbsent
    }
  }
}

extension Matcher.Condition: CustomStringConvertible {
  /// What is expected, in words.
  var description: String {
    switch self {
    case .equals(let value): "\(value)"
    case .contains(let value): "something that contains \(value)"
    case .regex(let pattern): "a text that the pattern \(pattern.text) fits"
    case .type(let type): type == .null ? "null" : "any \(type.rawValue)"
    case .absent(let isAbsent): isAbsent ? "nothing there" : "anything there"
    }
  }
}
