/// Numbers as JavaScript writes them, ECMA-262 Number::toString.
enum JavaScriptNumber {
  /// The text of a number: `1`, `0.00001`, `1e-7`, `1e+21`.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    guard value != 0 else { return "0" }
    let (digits, point) = shortest(value.magnitude)
    return (value < 0 ? "-" : "") + placed(digits, point: point)
  }

  /// The fewest digits that read back the same, and how many of them stand before the point.
  private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
    let parts = value.description.split(separator: "e")
    var point = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = Array(halves.joined().utf8)
    point += halves[0].utf8.count
    let zero = UInt8(ascii: "0")
    while digits.count > 1, digits.last == zero { digits.removeLast() }
    while digits.count > 1, digits.first == zero {
      digits.removeFirst()
      point -= 1
    }
    return (digits, point)
  }

  private static func placed(_ digits: [UInt8], point: Int) -> String {
    func text(_ digits: some Collection<UInt8>) -> String { String(decoding: Array(digits), as: UTF8.self) }
    func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
    switch point {
    case digits.count...21: return text(digits) + zeros(point - digits.count)
    case 1...21: return "\(text(digits[..<point])).\(text(digits[point...]))"
    case -5...0: return "0.\(zeros(-point))\(text(digits))"
    default:
      let fraction = digits.count > 1 ? ".\(text(digits[1...]))" : ""
      return "\(text(digits[..<1]))\(fraction)e\(point > 0 ? "+" : "-")\(abs(point - 1))"
    }
  }
}
