/// Turns jansson's refusal into a ``JSONFailure`` with the place where a person would look.
enum JSONDiagnosis {
  static func failure(in bytes: [UInt8], refusal: JanssonRefusal, maxDepth: Int) -> JSONFailure {
    if let offset = JSONText.invalidUTF8(in: bytes) {
      return JSONFailure(.invalidUTF8, "not UTF-8", at: offset, in: bytes)
    }
    let mark = JSONText.byteOrderMark(of: bytes)
    var scanner = JSONScanner(bytes, from: mark, maxDepth: maxDepth)
    switch (scanner.run(), refusal) {
    case (_, .duplicateKey(let end)):
      return token(.duplicateKey, endingAt: end + mark, in: bytes) { "duplicate key \($0)" }
    case (_, .numberOutOfRange(let end)):
      return token(.numberOutOfRange, endingAt: end + mark, in: bytes) { "number out of range: \($0)" }
    case (.tooDeep(let offset), _):
      return JSONFailure(.tooDeep, "nested deeper than \(maxDepth) levels", at: offset, in: bytes)
    case (.failed(let offset, let words), _):
      let isEmpty = offset == bytes.count && bytes[mark...].allSatisfy { $0 <= 0x20 }
      return JSONFailure(isEmpty ? .empty : .syntax, isEmpty ? "empty text" : words, at: offset, in: bytes)
    case (.complete, .other(let end, let words)):
      // What Python accepts and jansson does not.
      return token(.syntax, endingAt: end + mark, in: bytes) { _ in words }
    case (.complete, .outOfMemory): return .outOfMemory
    case (.complete, .tooDeep), (.complete, .tooManyMembers), (.complete, .invalidUTF8):
      return JSONFailure(.tooDeep, "nested too deep", at: bytes.count, in: bytes)
    }
  }

  /// The failure behind a text that an outline could not read; `position` is where it gave up.
  static func malformed(_ bytes: [UInt8], near position: Int) -> JSONFailure {
    do throws(JSONFailure) {
      _ = try JSONParser(limits: .init(maxBytes: .max)).parse(bytes)
      return JSONFailure(.syntax, "unexpected text", at: min(position, bytes.count), in: bytes)
    } catch {
      return error
    }
  }

  private static func token(
    _ kind: JSONFailure.Kind, endingAt end: Int, in bytes: [UInt8], words: (String) -> String
  ) -> JSONFailure {
    let start = JSONText.tokenStart(before: end, in: bytes)
    let text = String(decoding: bytes[start..<max(start, min(end, bytes.count, start + 80))], as: UTF8.self)
    return JSONFailure(kind, words(text), at: start, in: bytes)
  }
}
