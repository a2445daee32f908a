internal import JSON
internal import Patterns
internal import Scenario

/// What a value has to be: the language in which expectations are written.
///
/// Objects are subsets, arrays are taken by element and length, `<TYPE:n>` is a placeholder, and an object with a member
/// `$` asks for something special: `absent`, `regex`, `contains`, `length`, `exact`, `type`.
indirect enum Match: Sendable {
  case value(JSONValue)
  case placeholder(Placeholder)
  case object([(name: String, match: Match)], isWhole: Bool)
  case array([Match])
  case absent
  case regex(Pattern)
  case contains(Match)
  case length(Int)
  case type(String)

  static let types = ["string", "number", "integer", "boolean", "array", "object", "null"]
  private static let operators = ["absent", "regex", "contains", "length", "exact", "type"]

  /// Reads an expectation; `pointer` says where it stands, for mistakes in it.
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    switch value {
    case .string(let text):
      do throws(Placeholder.Unknown) {
        self = try Placeholder.read(text).map { .placeholder($0) } ?? .value(value)
      } catch {
        throw .unknown("placeholder type", error.type, among: PlaceholderType.allCases.map(\.rawValue), at: pointer)
      }
    case .array(let elements):
      var matches: [Match] = []
      for (index, element) in elements.enumerated() {
        matches.append(try Match(element, at: pointer.appending(index)))
      }
      self = .array(matches)
    case .object(let members):
      self =
        try members["$"] == nil
        ? .object(Self.members(members, at: pointer), isWhole: false) : Self.special(members, at: pointer)
    default: self = .value(value)
    }
  }

  private static func members(
    _ members: JSONObject, at pointer: JSONPointer
  ) throws(FileMistake) -> [(name: String, match: Match)] {
    var matches: [(name: String, match: Match)] = []
    for (name, value) in members { matches.append((name, try Match(value, at: pointer.appending(name)))) }
    return matches
  }

  private static func special(_ members: JSONObject, at pointer: JSONPointer) throws(FileMistake) -> Match {
    func operand(_ name: String) throws(FileMistake) -> JSONValue {
      guard let value = members[name] else {
        throw FileMistake(pointer, "\(members["$"]?.description ?? "") needs a member \"\(name)\".")
      }
      return value
    }
    let place = pointer.appending("value")
    switch members["$"] {
    case "absent": return .absent
    case "regex":
      let pattern = try operand("pattern")
      do throws(Pattern.Malformed) {
        return .regex(try Pattern(pattern.string ?? ""))
      } catch {
        throw FileMistake(pointer.appending("pattern"), "this is no pattern: \(error).")
      }
    case "contains": return .contains(try Match(try operand("value"), at: place))
    case "length":
      guard let length = try operand("value").integer else { throw FileMistake(place, "expected a whole number.") }
      return .length(Int(length))
    case "exact":
      guard let object = try operand("value").object else { throw FileMistake(place, "expected an object.") }
      return .object(try Self.members(object, at: place), isWhole: true)
    case "type":
      let type = try operand("value").string ?? ""
      guard types.contains(type) else { throw .unknown("type", type, among: types, at: place) }
      return .type(type)
    case let other:
      throw .unknown("operator", other?.string ?? "", among: operators, at: pointer.appending("$"))
    }
  }
}
