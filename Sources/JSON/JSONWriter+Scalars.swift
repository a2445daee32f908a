extension JSONWriter {
  /// Appends `string` with its quotes.
  ///
  /// Escaped is what Python's `json.dumps(…, ensure_ascii=False)` escapes: `"`, `\` and the characters below U+0020.
  public static func append(_ string: String, to out: inout [UInt8]) {
    var string = string
    out.append(UInt8(ascii: "\""))
    string.withUTF8 { bytes in
      var start = 0
      while let position = unsafe firstEscaped(in: bytes, from: start) {
        unsafe out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
        unsafe appendEscape(bytes[position], to: &out)
        start = position + 1
      }
      if start == 0 {
        unsafe out.append(contentsOf: bytes)
      } else {
        unsafe out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Where the first byte stands that has to be escaped.
  private static func firstEscaped(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var position = start
    while position + 8 <= bytes.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      let found = EightBytes.marks(in: word) | EightBytes.controls(in: word)
      if found != 0 { return position + found.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < bytes.count {
      let byte = unsafe bytes[position]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
      position += 1
    }
    return nil
  }

  private static func appendEscape(_ byte: UInt8, to out: inout [UInt8]) {
    let short: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
    case 0x08: short = UInt8(ascii: "b")
    case 0x09: short = UInt8(ascii: "t")
    case 0x0A: short = UInt8(ascii: "n")
    case 0x0C: short = UInt8(ascii: "f")
    case 0x0D: short = UInt8(ascii: "r")
    default:
      append("\\u00" as StaticString, to: &out)
      out.append(hexDigit(byte >> 4))
      out.append(hexDigit(byte & 15))
      return
    }
    out.append(UInt8(ascii: "\\"))
    out.append(short)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Appends a whole number in decimal.
  public static func append(_ value: Int64, to out: inout [UInt8]) {
    if value < 0 { out.append(UInt8(ascii: "-")) }
    let start = out.count
    var rest = value.magnitude
    repeat {
      out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    if out.count - start > 1 { out[start...].reverse() }
  }

  /// Appends a whole number in decimal.
  public static func append(_ value: Int, to out: inout [UInt8]) { append(Int64(value), to: &out) }

  /// Appends a real in the shortest form that reads back the same.
  ///
  /// It is spelled as Python's `repr` spells it: `1.0`, `1e-05`, `1e+16`. What JSON cannot say, infinities and NaN,
  /// becomes `null`.
  public static func append(_ value: Double, to out: inout [UInt8]) {
    guard value.isFinite else { return append("null" as StaticString, to: &out) }
    var text = value.description
    // Swift turns to exponents at 2^53, Python at 10^16: between them lie whole numbers only.
    if value.magnitude >= 0x1p53, value.magnitude < 1e16 { text = "\(Int64(value)).0" }
    text.withUTF8 { unsafe out.append(contentsOf: $0) }
  }
}
