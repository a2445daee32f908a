internal import JSON
internal import Patterns
internal import Simulation

/// What stands in a replay in the place of ids, tokens and dates that were recorded.
///
/// Where both runs make the same ids, nothing is ever noted here. Another version of the program may draw them otherwise, and
/// under a real clock they hold the millisecond of their making.
struct Counterparts {
  private var known: [String: String] = [:]
  /// Whether the recorded clock went on while a request was answered, so that a date may be off by the time that took.
  let isReal: Bool

  init(isReal: Bool) { self.isReal = isReal }

  /// A recorded text as this run would say it.
  func translated(_ text: String) -> String {
    guard !known.isEmpty else { return text }
    if let whole = known[text] { return whole }
    return Self.words(of: text).map { known[String($0)] ?? String($0) }.joined()
  }

  /// A recorded value as this run would say it.
  func translated(_ value: JSONValue) -> JSONValue {
    guard !known.isEmpty else { return value }
    switch value {
    case .string(let text): return .string(translated(text))
    case .array(let elements): return .array(elements.map(translated))
    case .object(let members): return .object(JSONObject(members.map { (translated($0.key), translated($0.value)) }))
    default: return value
    }
  }

  /// Whether both texts say the same; ids that differ are taken to be counterparts from now on.
  mutating func agree(_ recorded: String, _ now: String, isOpaque: Bool = false) -> Bool {
    if translated(recorded) == now { return true }
    if recorded.utf8.contains(UInt8(ascii: "*")), recorded.contains(text: "****") {
      return agree(Self.withoutStarts(recorded), Self.withoutStarts(now))
    }
    if isReal, let one = Instant(rfc3339: recorded), let other = Instant(rfc3339: now) {
      return max(one, other) - min(one, other) < .seconds(1)
    }
    if isOpaque, known[recorded] == nil {
      known[recorded] = now
      return true
    }
    let words = (Self.words(of: recorded), Self.words(of: now))
    guard words.0.count == words.1.count else { return false }
    var learnt: [String: String] = [:]
    for (old, new) in zip(words.0, words.1) {
      let old = String(old)
      if known[old] ?? old == new { continue }
      guard known[old] == nil, Self.areAlike(old[...], new) else { return false }
      learnt[old] = String(new)
    }
    known.merge(learnt) { first, _ in first }
    return true
  }

  /// The text with nothing left of what was masked: what is masked has a start of its own in each run.
  private static func withoutStarts(_ text: String) -> String {
    var parts = text.pieces(betweenText: "****")
    for place in parts.indices.dropLast() {
      while let last = parts[place].utf8.last, isWord(last) { parts[place] = parts[place].dropLast() }
    }
    return parts.joined(separator: "\u{2022}")
  }

  /// Whether both numbers say the same; under a real clock seconds of a date may differ by one.
  func agree(_ recorded: Int64, _ now: Int64) -> Bool {
    recorded == now || isReal && recorded > 1_000_000_000 && abs(recorded - now) <= 1
  }

  /// The text in runs of the characters that ids are made of, and what stands between them.
  private static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    var rest = text.utf8[...]
    while let first = rest.first {
      let inside = isWord(first)
      let word = rest.prefix { isWord($0) == inside }
      words.append(Substring(word))
      rest = rest[word.endIndex...]
    }
    return words
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whether both are ids of one kind: `PREFIX_…`, hexadecimal digits behind at most two capitals, or 20 letters and digits.
  private static func areAlike(_ one: Substring, _ other: Substring) -> Bool {
    if isOpaque(one), isOpaque(other) { return true }
    guard one.utf8.count == other.utf8.count, one.utf8.count >= 24, isID(one), isID(other) else { return false }
    return kind(of: one) == kind(of: other)
  }

  private static func isID(_ word: Substring) -> Bool { word.utf8.contains { (0x30...0x39).contains($0) } }

  /// Whether it looks as ids of documents and secrets do; letters of both cases tell it from a word.
  private static func isOpaque(_ word: Substring) -> Bool {
    word.utf8.count == 20 && word.contains(where: \.isUppercase) && word.contains(where: \.isLowercase)
      && word.allSatisfy { $0.isLetter || $0.isNumber }
  }

  private static func kind(of word: Substring) -> Substring {
    if let end = word.utf8.firstIndex(of: UInt8(ascii: "_")) { return word[..<end] }
    return word.prefix { $0.isUppercase }.prefix(2)
  }
}
