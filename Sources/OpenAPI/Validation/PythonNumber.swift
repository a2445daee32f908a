/// Numbers in strings, by the rules of pydantic's lax mode.
enum PythonNumber {
  enum Integer: Equatable {
    case value(Int64)
    case tooLarge
    case malformed
  }

  /// White space around, a sign, digits with single underscores between them, and a fraction of zeros.
  static func integer(_ text: String) -> Integer {
    var digits = trimmed(text)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
      guard point > digits.startIndex, digits[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") }),
        point + 1 < digits.endIndex
      else { return .malformed }
      digits = digits[..<point]
    }
    guard let plain = withoutUnderscores(digits), !plain.isEmpty, plain.allSatisfy(isDigit) else { return .malformed }
    var number: Int64 = 0
    for digit in plain {
      let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
      let step = Int64(digit - UInt8(ascii: "0"))
      let (next, second) = shifted.addingReportingOverflow(isNegative ? -step : step)
      if overflow || second { return .tooLarge }
      number = next
    }
    return .value(number)
  }

  /// What Rust's parser of doubles takes, underscores between digits, white space around.
  static func real(_ text: String) -> Double? {
    guard let plain = withoutUnderscores(trimmed(text)), !plain.isEmpty else { return nil }
    let word = String(decoding: plain, as: UTF8.self)
    let unsigned = plain.first == UInt8(ascii: "-") || plain.first == UInt8(ascii: "+") ? plain.dropFirst() : plain[...]
    switch String(decoding: unsigned, as: UTF8.self).lowercased() {
    case "nan", "inf", "infinity": return Double(word)
    default: break
    }
    // Swift reads hexadecimal as well; Rust does not.
    let isDecimal = plain.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
      default: isDigit(byte)
      }
    }
    return isDecimal ? Double(word) : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func trimmed(_ text: String) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return bytes
  }

  /// The text without underscores, or nil where one does not stand between two characters that are none.
  private static func withoutUnderscores(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    let mark = UInt8(ascii: "_")
    guard bytes.contains(mark) else { return Array(bytes) }
    guard bytes.first != mark, bytes.last != mark,
      !zip(bytes, bytes.dropFirst()).contains(where: { $0 == mark && $1 == mark })
    else { return nil }
    return bytes.filter { $0 != mark }
  }
}
