internal import JSON

/// Reads members whose type the schema has no say in, since patterns also come with requests to the control API.
enum Expected {
  /// A member that may not be left out.
  static func member(_ name: String, of object: JSONObject, at pointer: JSONPointer) throws(ScenarioMistake)
    -> JSONValue
  {
    guard let value = object[name] else {
      throw ScenarioMistake(pointer.appending(name), "this member is required.")
    }
    return value
  }

  static func text(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> String {
    guard let text = value.string else { throw .expected("a text", value, at: pointer) }
    return text
  }

  static func object(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> JSONObject {
    guard let object = value.object else { throw .expected("an object", value, at: pointer) }
    return object
  }

  /// A whole number that is at least `minimum`.
  static func count(_ value: JSONValue, from minimum: Int64, at pointer: JSONPointer) throws(ScenarioMistake) -> Int {
    guard let number = value.integer, number >= minimum else {
      throw .expected("a whole number of at least \(minimum)", value, at: pointer)
    }
    return Int(number)
  }

  /// A number that is not negative.
  static func amount(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Double {
    guard let number = value.real, number >= 0, number.isFinite else {
      throw .expected("a number of at least 0", value, at: pointer)
    }
    return number
  }

  /// One value or a list of them, each with its place.
  static func list(_ value: JSONValue, at pointer: JSONPointer) -> [(value: JSONValue, place: JSONPointer)] {
    guard let elements = value.array else { return [(value, pointer)] }
    return elements.enumerated().map { ($1, pointer.appending($0)) }
  }
}

extension ScenarioMistake {
  /// A value of another type than the expected one.
  static func expected(_ words: String, _ value: JSONValue, at pointer: JSONPointer) -> ScenarioMistake {
    let text = value.description
    return ScenarioMistake(
      pointer, "expected \(words); found \(text.utf8.count > 80 ? "\(text.prefix(77))..." : text).")
  }

  /// A word that is none of the few that are known.
  static func choice(_ word: String, among known: [String], at pointer: JSONPointer) -> ScenarioMistake {
    let near = Nearest.to(word, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
    return ScenarioMistake(pointer, "expected one of \(known.joined(separator: ", ")); found \"\(word)\".\(near)")
  }

  /// A member that nobody reads.
  static func meaningless(_ name: String, among known: [String], at pointer: JSONPointer) -> ScenarioMistake {
    let near = Nearest.to(name, among: known).map { "Did you mean \"\($0)\"?" }
    return ScenarioMistake(
      pointer, "\"\(name)\" means nothing here. \(near ?? "Known are: \(known.joined(separator: ", ")).")")
  }
}
