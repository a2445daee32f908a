import Simulation
import JSON

/// Changes of a JSON text that leave it JSON: a value becomes an extreme one, is doubled or taken out.
public enum JSONMutation {
  private static let extremes: [JSONValue] = [
    0, -1, 1, .integer(Int64(1) << 31), .integer(Int64(-1) << 31), .integer(Int64(1) << 53), .integer(Int64.max),
    .integer(Int64.min), .real(1e300),
    .real(-1e300), .real(0.5), .real(-0.0), .real(.leastNonzeroMagnitude), "inf", "-Infinity", "NaN", "1e400", "", "\0",
    "\u{202E}x",
    "e\u{301}", .string(String(repeating: "{{a}}", count: 50)), .string(String(repeating: "x", count: 1_000)), nil,
    true,
    [], [:], "2026-11-21T10:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "(a+)+$",
  ]

  /// A text of the same kind with one thing changed; nil where the input has no JSON in it.
  ///
  /// What precedes the first line's end is kept where it is no JSON, as in an input with a request line.
  public static func mutated(_ bytes: [UInt8], seed: UInt32) -> [UInt8]? {
    var generator = SeededGenerator(seed: UInt64(seed))
    if let value = try? JSONParser().parse(bytes) { return JSONWriter.bytes(changed(value, &generator)) }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), let value = try? JSONParser().parse(bytes[(end + 1)...])
    else { return nil }
    return bytes[...end] + JSONWriter.bytes(changed(value, &generator))
  }

  /// Goes down to a random value and changes it.
  private static func changed(_ value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
    let staysHere = Int.random(in: 0..<8, using: &generator) == 0
    if !staysHere, let members = value.object, !members.isEmpty {
      var members = members
      let place = Int.random(in: 0..<members.count, using: &generator)
      let (key, member) = members[place]
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: members[key] = JSONValue?.none
      case 1: members["\(key)x"] = member
      default: members.replaceValue(at: place, with: changed(member, &generator))
      }
      return .object(members)
    }
    if !staysHere, let elements = value.array, !elements.isEmpty {
      var elements = elements
      let place = Int.random(in: 0..<elements.count, using: &generator)
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: elements.remove(at: place)
      case 1: elements += Array(repeating: elements[place], count: Int.random(in: 1...20, using: &generator))
      default: elements[place] = changed(elements[place], &generator)
      }
      return .array(elements)
    }
    return extremes.randomElement(using: &generator) ?? .null
  }
}
