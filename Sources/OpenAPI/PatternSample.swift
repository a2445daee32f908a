/// Makes a string for a simple regular expression: literals, classes, `\d`, `\w`, `.`, and their counts.
///
/// Of alternatives in a group the first is taken. What goes beyond that gives nil or a string that does not match; the
/// caller checks the result against the expression anyway.
struct PatternSample {
  private var rest: Substring.UnicodeScalarView

  static func sample(_ pattern: String, using source: inout some RandomNumberGenerator) -> String? {
    var reader = PatternSample(rest: pattern[...].unicodeScalars)
    var out = String.UnicodeScalarView()
    while let scalar = reader.rest.first {
      if reader.skipsStructure(scalar) { continue }
      guard let choices = reader.choices(), !choices.isEmpty, let count = reader.count() else { return nil }
      for _ in 0..<count {
        out.append(choices[Int(source.next(upperBound: UInt64(choices.count)))])
      }
    }
    return String(out)
  }

  /// Goes past anchors and groups; from `|` on to the end of the group.
  private mutating func skipsStructure(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "^", "$", ")": rest.removeFirst()
    case "(":
      rest.removeFirst()
      if rest.starts(with: "?:".unicodeScalars) { rest.removeFirst(2) }
    case "|": rest = rest.drop { $0 != ")" }
    default: return false
    }
    return true
  }

  private static let digits = Array("0123456789".unicodeScalars)
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz".unicodeScalars)

  /// The characters that may stand here.
  private mutating func choices() -> [Unicode.Scalar]? {
    switch rest.popFirst() {
    case "[": characterClass()
    case "\\": rest.popFirst().flatMap(Self.escaped)
    case ".": Self.letters
    case nil, "*", "+", "?", "{": nil
    case let literal?: [literal]
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
    switch scalar {
    case "d": digits
    case "w": letters + digits
    case "s": [" "]
    case "a"..."z", "A"..."Z", "0"..."9": nil
    default: [scalar]
    }
  }

  private mutating func characterClass() -> [Unicode.Scalar]? {
    guard rest.first != "^" else { return nil }
    var choices: [Unicode.Scalar] = []
    while let scalar = rest.popFirst(), scalar != "]" {
      if scalar == "\\" {
        guard let more = rest.popFirst().flatMap(Self.escaped) else { return nil }
        choices += more
      } else if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
        rest.removeFirst(2)
        guard scalar.value <= last.value else { return nil }
        choices += (scalar.value...last.value).compactMap(Unicode.Scalar.init)
      } else {
        choices.append(scalar)
      }
    }
    return choices
  }

  /// How often the last choice is to be made: the least that the quantifier allows, but at least once if it may.
  private mutating func count() -> Int? {
    switch rest.first {
    case "*", "+", "?":
      rest.removeFirst()
      return 1
    case "{":
      rest.removeFirst()
      let bounds = rest.prefix { $0 != "}" }
      rest = rest.dropFirst(bounds.count + 1)
      let numbers = String(Substring(bounds)).split(separator: ",").map { Int($0) }
      guard let least = numbers.first ?? nil, least < 4096 else { return nil }
      return max(least, bounds.last == "," ? 1 : min(1, numbers.last.flatMap(\.self) ?? 1))
    default: return 1
    }
  }
}
