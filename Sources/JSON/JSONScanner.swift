/// Walks JSON text by the rules of CPython's decoder (3.11), building nothing.
///
/// It exists to say where and why a text is refused, in Python's words; jansson does the parsing. The rules differ from
/// RFC 8259 where Python's do: `NaN`, `Infinity` and `-Infinity` are values, half a surrogate pair is a character,
/// numbers have no bounds.
struct JSONScanner {
  enum Outcome: Equatable {
    case complete
    case failed(offset: Int, words: String)
    case tooDeep(offset: Int)
  }

  private struct Stop: Error { let outcome: Outcome }

  private let bytes: [UInt8]
  private let maxDepth: Int
  private var position: Int
  /// The open containers, outermost first; true for an object.
  private var open: [Bool] = []

  init(_ bytes: [UInt8], from start: Int = 0, maxDepth: Int) {
    self.bytes = bytes
    self.maxDepth = maxDepth
    position = start
  }

  mutating func run() -> Outcome {
    do throws(Stop) {
      skipSpace()
      repeat {
        while try opens() {}
      } while try next()
      skipSpace()
      if position < bytes.count { try fail("Extra data", at: position) }
      return .complete
    } catch {
      return error.outcome
    }
  }
}

extension JSONScanner {
  private func peek(_ ahead: Int = 0) -> UInt8? {
    position + ahead < bytes.count ? bytes[position + ahead] : nil
  }

  private func fail(_ words: String, at offset: Int) throws(Stop) {
    throw Stop(outcome: .failed(offset: offset, words: words))
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Reads a scalar, or opens a container; true when the container's first value is to be read now.
  private mutating func opens() throws(Stop) -> Bool {
    switch peek() {
    case UInt8(ascii: "{"):
      try push(object: true)
      guard peek() != UInt8(ascii: "}") else { return false }
      try key()
      return true
    case UInt8(ascii: "["):
      try push(object: false)
      return peek() != UInt8(ascii: "]")
    case UInt8(ascii: "\""):
      try string()
    case UInt8(ascii: "n") where skip("null"), UInt8(ascii: "t") where skip("true"),
      UInt8(ascii: "f") where skip("false"), UInt8(ascii: "N") where skip("NaN"),
      UInt8(ascii: "I") where skip("Infinity"), UInt8(ascii: "-") where skip("-Infinity"):
      break
    default: try number()
    }
    return false
  }

  private mutating func push(object: Bool) throws(Stop) {
    guard open.count < maxDepth else { throw Stop(outcome: .tooDeep(offset: position)) }
    open.append(object)
    position += 1
    skipSpace()
  }

  private mutating func key() throws(Stop) {
    if peek() != UInt8(ascii: "\"") { try fail("Expecting property name enclosed in double quotes", at: position) }
    try string()
    skipSpace()
    if peek() != UInt8(ascii: ":") { try fail("Expecting ':' delimiter", at: position) }
    position += 1
    skipSpace()
  }

  /// Closes what ends here and goes to the next value; false at the end of the outermost one.
  private mutating func next() throws(Stop) -> Bool {
    while let inObject = open.last {
      skipSpace()
      if peek() == UInt8(ascii: inObject ? "}" : "]") {
        position += 1
        open.removeLast()
        continue
      }
      if peek() != UInt8(ascii: ",") { try fail("Expecting ',' delimiter", at: position) }
      position += 1
      skipSpace()
      if inObject { try key() }
      return true
    }
    return false
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
    for ahead in 0..<word.utf8CodeUnitCount {
      guard unsafe peek(ahead) == word.utf8Start[ahead] else { return false }
    }
    position += word.utf8CodeUnitCount
    return true
  }
}

extension JSONScanner {
  private mutating func string() throws(Stop) {
    let start = position
    position += 1
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try escape(inStringAt: start)
      case 0..<0x20: try fail("Invalid control character at", at: position)
      default: position += 1
      }
    }
    try fail("Unterminated string starting at", at: start)
  }

  private mutating func escape(inStringAt start: Int) throws(Stop) {
    switch peek(1) {
    case nil: try fail("Unterminated string starting at", at: start)
    case UInt8(ascii: "u"):
      // Python wants one more character behind the digits, since an unterminated string cannot end here anyway.
      let digits = (2..<6).allSatisfy { isHexDigit(peek($0)) }
      if !digits || peek(6) == nil { try fail("Invalid \\uXXXX escape", at: position + 1) }
      position += 6
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    default: try fail("Invalid \\escape", at: position)
    }
  }

  private func isHexDigit(_ byte: UInt8?) -> Bool {
    switch byte {
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), .some(UInt8(ascii: "a")...UInt8(ascii: "f")),
      .some(UInt8(ascii: "A")...UInt8(ascii: "F")):
      true
    default: false
    }
  }

  private func isDigit(_ byte: UInt8?) -> Bool {
    switch byte {
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): true
    default: false
    }
  }

  private mutating func digits() {
    while isDigit(peek()) { position += 1 }
  }

  /// Reads the longest number that starts here; what follows it is the next token's trouble, as in Python.
  private mutating func number() throws(Stop) {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if !isDigit(peek()) { try fail("Expecting value", at: start) }
    if peek() == UInt8(ascii: "0") { position += 1 } else { digits() }
    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
      position += 1
      digits()
    }
    guard let mark = peek(), mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return }
    let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
    guard isDigit(peek(1 + sign)) else { return }
    position += 1 + sign
    digits()
  }
}
