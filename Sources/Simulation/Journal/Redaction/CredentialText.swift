/// Finds credentials in a text by what stands around them: parameters of a query, user and password of a URL, members of
/// JSON that stands in the text, parts of a form, bearer tokens.
///
/// Each byte is looked at a bounded number of times.
struct CredentialText {
  /// A credential, and what the text calls it.
  struct Found {
    let range: Range<Int>
    let name: ArraySlice<UInt8>
    /// Whether it is a number of a JSON text, which has no quotes.
    var isNumber = false
  }

  /// A name is no longer than this.
  private static let longestName = 80
  /// The name of what stands in front of a URL's host.
  private static let userInfo = Array("user_info".utf8)[...]

  private static let bearer = Array("bearer".utf8)[...]

  private let text: [UInt8]
  private let vocabulary: CredentialVocabulary
  private var found: [Found] = []

  /// The credentials in a text, in order; that of a form begins with a parameter.
  static func all(in text: [UInt8], isForm: Bool, _ vocabulary: CredentialVocabulary) -> [Found] {
    var finder = CredentialText(text: text, vocabulary: vocabulary)
    finder.find(isForm: isForm)
    return finder.found
  }

  private init(text: [UInt8], vocabulary: CredentialVocabulary) {
    self.text = text
    self.vocabulary = vocabulary
  }

  private mutating func find(isForm: Bool) {
    var place = isForm ? note(parameter(at: 0), else: 0) : 0
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "#"):
        place = note(parameter(at: place + 1), else: place + 1)
      case UInt8(ascii: ":") where has("//".utf8, at: place + 1): place = note(userInfo(at: place + 3), else: place + 3)
      case UInt8(ascii: "\""): place = note(member(at: place + 1) ?? part(at: place + 1), else: place + 1)
      case UInt8(ascii: "B"), UInt8(ascii: "b"): place = note(bearer(at: place), else: place + 1)
      default: place += 1
      }
    }
  }

  private mutating func note(_ credential: Found?, else next: Int) -> Int {
    guard let credential else { return next }
    found.append(credential)
    return credential.range.upperBound
  }

  /// `name=value` of a query or a form.
  private func parameter(at start: Int) -> Found? {
    let end = self.end(from: start, atMost: Self.longestName) { !Self.isNameByte($0) }
    guard end > start, end < text.count, text[end] == UInt8(ascii: "="),
      vocabulary.isCredentialParameter(text[start..<end])
    else { return nil }
    let last = self.end(from: end + 1) { byte in
      byte <= 0x20 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#") || Self.isQuote(byte)
    }
    return last > end + 1 ? Found(range: end + 1..<last, name: text[start..<end]) : nil
  }

  /// What stands in front of the last `@` of a URL's authority.
  private func userInfo(at start: Int) -> Found? {
    let end = self.end(from: start) { byte in
      byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        || Self.isQuote(byte)
    }
    guard let sign = text[start..<end].lastIndex(of: UInt8(ascii: "@")), sign > start else { return nil }
    return Found(range: start..<sign, name: Self.userInfo)
  }

  /// `"name": "value"` of a JSON text, which may be quoted itself, and may end within the value.
  private func member(at start: Int) -> Found? {
    let slashes = backslashes(before: start - 1)
    let end = self.end(from: start, atMost: Self.longestName) { Self.isQuote($0) }
    guard end > start, let close = quote(at: end, slashes),
      vocabulary.isCredentialMember(text[start..<end])
    else { return nil }
    var place = skipBlanks(from: close)
    guard place < text.count, text[place] == UInt8(ascii: ":") else { return nil }
    place = skipBlanks(from: place + 1)
    if let value = quote(at: place, slashes) {
      let last = closing(from: value, slashes)
      return last > value ? Found(range: value..<last, name: text[start..<end]) : nil
    }
    let last = self.end(from: place, atMost: 40) { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return last > place ? Found(range: place..<last, name: text[start..<end], isNumber: true) : nil
  }

  /// The value of a part of a multipart body, from `name="NAME"` on.
  private func part(at start: Int) -> Found? {
    guard start >= 6, has("name=".utf8, at: start - 6) else { return nil }
    let end = self.end(from: start, atMost: Self.longestName) { Self.isQuote($0) }
    guard end < text.count, vocabulary.isCredential(text[start..<end]) else { return nil }
    // The part's header fields end with an empty line.
    var place = end
    while place < text.count, place - end < 256, !has("\r\n\r\n".utf8, at: place) { place += 1 }
    guard has("\r\n\r\n".utf8, at: place) else { return nil }
    let last = self.end(from: place + 4) { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
    return last > place + 4 ? Found(range: place + 4..<last, name: text[start..<end]) : nil
  }

  /// What follows `Bearer`, as far as it looks like no word.
  private func bearer(at start: Int) -> Found? {
    guard has("earer ".utf8, at: start + 1) else { return nil }
    let first = start + 7
    let last = end(from: first) { $0 <= 0x20 || Self.isQuote($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
    let hasDigit = text[first..<last].contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return last - first >= 8 && hasDigit ? Found(range: first..<last, name: Self.bearer) : nil
  }

  private func end(from start: Int, atMost limit: Int = .max, _ isEnd: (UInt8) -> Bool) -> Int {
    var place = start
    let last = limit < text.count - start ? start + limit : text.count
    while place < last, !isEnd(text[place]) { place += 1 }
    return place
  }

  private func has(_ word: String.UTF8View, at place: Int) -> Bool {
    text[min(max(place, 0), text.count)...].starts(with: word)
  }

  private func skipBlanks(from start: Int) -> Int { end(from: start, atMost: 64) { $0 > 0x20 } }

  /// Behind a quote with so many backslashes in front of it.
  private func quote(at place: Int, _ slashes: Int) -> Int? {
    guard place + slashes < text.count, text[place..<place + slashes].allSatisfy({ $0 == UInt8(ascii: "\\") }),
      text[place + slashes] == UInt8(ascii: "\"")
    else { return nil }
    return place + slashes + 1
  }

  /// Where a value ends whose quotes have so many backslashes: at the quote, or with the text.
  private func closing(from start: Int, _ slashes: Int) -> Int {
    var run = 0
    for place in start..<text.count {
      if text[place] == UInt8(ascii: "\\") {
        run += 1
      } else if text[place] == UInt8(ascii: "\""), run % (2 * (slashes + 1)) == slashes {
        return place - slashes
      } else {
        run = 0
      }
    }
    return text.count
  }

  /// How many backslashes stand in front of a quote; one that is quoted more than three times over is not looked at.
  private func backslashes(before quote: Int) -> Int {
    var count = 0
    while count < 7, quote - count > 0, text[quote - count - 1] == UInt8(ascii: "\\") { count += 1 }
    return count
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "`")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "%"),
      UInt8(ascii: "["), UInt8(ascii: "]"):
      true
    default: false
    }
  }
}
