internal import JSON
internal import Patterns

extension Matcher {
  private static let members = ["equals", "contains", "regex", "type", "absent"]

  /// Reads a matcher that stands at `pointer`.
  init(_ value: JSONValue, at pointer: JSONPointer, from source: Source) throws(ScenarioMistake) {
    self.source = source
    guard let object = value.object else {
      guard value.array == nil else {
        throw ScenarioMistake(pointer, "expected a scalar or an object; an array is compared by {\"equals\": [...]}.")
      }
      conditions = [.equals(try Self.comparable(value, at: pointer, from: source))]
      return
    }
    guard !object.isEmpty else {
      throw ScenarioMistake(pointer, "expected one or more of \(Self.members.joined(separator: ", ")); found {}.")
    }
    var conditions: [Condition] = []
    for (name, value) in object {
      conditions.append(try Self.condition(name, value, at: pointer.appending(name), from: source))
    }
    self.conditions = conditions
    if object.count > 1, object["absent"] == true {
      throw ScenarioMistake(
        pointer.appending("absent"), "what is absent has nothing else to fulfil: let it stand alone.")
    }
  }

  private static func condition(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, from source: Source
  ) throws(ScenarioMistake) -> Condition {
    switch name {
    case "equals": return .equals(try comparable(value, at: pointer, from: source))
    case "contains": return .contains(try comparable(value, at: pointer, from: source))
    case "regex":
      let text = try Expected.text(value, at: pointer)
      do throws(Pattern.Malformed) {
        return .regex(try Pattern(text))
      } catch {
        throw ScenarioMistake(pointer, "the pattern cannot be read: \(error.description).")
      }
    case "type":
      let text = try Expected.text(value, at: pointer)
      if let type = ValueType(rawValue: text) { return .type(type) }
      throw .choice(text, among: ValueType.allCases.map(\.rawValue), at: pointer)
    case "absent":
      guard let flag = value.bool else { throw .expected("true or false", value, at: pointer) }
      return .absent(flag)
    default: throw .meaningless(name, among: members, at: pointer)
    }
  }

  /// A value to compare with; in a text every scalar is written out.
  private static func comparable(
    _ value: JSONValue, at pointer: JSONPointer, from source: Source
  ) throws(ScenarioMistake) -> JSONValue {
    guard source == .text else { return value }
    if let text = value.fieldText { return .string(text) }
    if value.isNull {
      throw ScenarioMistake(pointer, "a field is a text and never null; that it is not there is {\"absent\": true}.")
    }
    throw .expected("a text, a number or a truth value", value, at: pointer)
  }
}
