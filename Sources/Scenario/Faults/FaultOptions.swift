internal import JSON

/// Reads the options of one fault; a mistake names the option's place, what was expected and what stood there.
struct FaultOptions {
  /// The longest time and the largest size that an option may name, so that sums of them stay far from any edge.
  static let most = Int(Int32.max)

  private let members: JSONObject
  private let pointer: JSONPointer

  /// The members of a fault that knows these options, and `type`.
  init(_ members: JSONObject, of fault: String, at pointer: JSONPointer, known names: [String] = [])
    throws(ScenarioMistake)
  {
    for name in members.keys where name != "type" && !names.contains(name) {
      throw .unknown("option of \(fault)", name, among: names, at: pointer.appending(name))
    }
    self.members = members
    self.pointer = pointer
  }

  /// Whether the option is given.
  func has(_ name: String) -> Bool { members[name] != nil }

  /// A whole number of something; `standard` where the option is not given, which must be given without one.
  func integer(
    _ name: String, of unit: String, in range: ClosedRange<Int> = 0...most, standard: Int? = nil
  ) throws(ScenarioMistake) -> Int {
    if let standard, members[name] == nil { return standard }
    guard let number = members[name]?.integer, let value = Int(exactly: number), range.contains(value) else {
      throw mistake(at: name, expected: "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number of at least 0 and less than 1.
  func fraction(_ name: String) throws(ScenarioMistake) -> Double {
    guard let value = members[name]?.real, value >= 0, value < 1 else {
      throw mistake(at: name, expected: "a number from 0 to less than 1")
    }
    return value
  }

  /// A mistake in the option.
  func mistake(at name: String, expected: String) -> ScenarioMistake {
    Self.mistake(at: pointer.appending(name), expected: expected, found: members[name])
  }

  /// A mistake in words: what was expected, and what stood there.
  static func mistake(at pointer: JSONPointer, expected: String, found: JSONValue?) -> ScenarioMistake {
    guard let text = found?.description else { return ScenarioMistake(pointer, "expected \(expected); found nothing.") }
    return ScenarioMistake(pointer, "expected \(expected); found \(text.prefix(80)).")
  }
}
