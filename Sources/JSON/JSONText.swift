/// Questions to raw JSON text that only failures ask, so that the happy path pays nothing for them.
enum JSONText {
  /// Line and character (both from 1) of a byte offset.
  static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for position in 0..<min(offset, bytes.count) {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if !isContinuation(byte) {
        column += 1
      }
    }
    return (line, column)
  }

  /// How many characters stand between two byte offsets.
  static func characters(in range: Range<Int>, of bytes: [UInt8]) -> Int {
    var count = 0
    for position in range where !isContinuation(bytes[position]) { count += 1 }
    return count
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// Where the first bytes stand that are not UTF-8.
  static func invalidUTF8(in bytes: [UInt8]) -> Int? {
    // The whole is judged much faster than each character.
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    var iterator = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }

  /// How long the byte order mark at the start is: 3 or 0.
  static func byteOrderMark(of bytes: [UInt8]) -> Int {
    guard bytes.count >= 3 else { return 0 }
    return bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  /// Where the token starts that ends before `end`: jansson reports the end of what it refuses.
  static func tokenStart(before end: Int, in bytes: [UInt8]) -> Int {
    var start = min(end, bytes.count) - 1
    guard start > 0 else { return 0 }
    if bytes[start] == UInt8(ascii: "\"") {
      // A quote inside a string follows a backslash, the opening one never does.
      repeat {
        start -= 1
      } while start > 0
        && (bytes[start] != UInt8(ascii: "\"") || bytes[start - 1] == UInt8(ascii: "\\"))
      return start
    }
    while start > 0, isWord(bytes[start - 1]) { start -= 1 }
    return start
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
