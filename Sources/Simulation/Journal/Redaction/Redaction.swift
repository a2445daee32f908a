public import EventLoop
internal import HTTP1

/// Hides credentials wherever they stand in what is written down: each becomes a placeholder that tells which it was.
///
/// A credential is known by its value, where the sandbox has or had it (``Sandbox/hide(_:as:)``), by the name of its place
/// (a member, a parameter, a header field, the part of a URL in front of the host), or by its shape; see
/// ``CredentialVocabulary``.
///
/// Placeholders are the same in every sandbox, so that journals can be compared: `<key:NAME>`, `<secret:NAME>` for what the
/// vendors' APIs were given to keep, `<twilio:auth_token>`, those of records (`<webhook:ID>`), `<credential:NAME>` for what was
/// known by the name of its place, and `<twilio:account_sid>`, which is no secret but made from the sandbox's name as the keys
/// are. What is known by its shape alone keeps four characters: `sk_1a2b****`.
public struct Redaction: Sendable {
  /// Shorter secrets would be found by chance: they are hidden only where they are the whole text.
  static let shortest = 6
  /// So much of the beginning of a longer one gives it away, and is hidden.
  static let telling = 96

  let vocabulary: CredentialVocabulary
  private let needles: NeedleIndex
  private let short: [String: String]
  /// The placeholder of what is left as it stands.
  private var spared: [UInt8] = []

  /// Hides what is known by its place or shape by the general words.
  public static let general = Redaction(.general)

  /// Hides the credentials of this sandbox, and all that is known by its place or shape.
  @LoopActor public init(_ sandbox: Sandbox) { self = sandbox.redaction }

  /// Hides what is known by its place or shape alone.
  public init(_ vocabulary: CredentialVocabulary) { self.init([], vocabulary) }

  /// Hides these secrets by these placeholders, and all that is known by its place or shape.
  init(_ secrets: [(value: String, placeholder: String)], _ vocabulary: CredentialVocabulary = .general) {
    var short: [String: String] = [:]
    var needles: [Needle] = []
    for secret in secrets where !secret.value.isEmpty {
      if secret.value.utf8.count < Self.shortest {
        short[secret.value] = secret.placeholder
      } else {
        needles += Needle.all(of: secret.value, secret.placeholder)
      }
    }
    self.short = short
    self.needles = NeedleIndex(needles, telling: Self.telling)
    self.vocabulary = vocabulary
  }

  /// The same but for one placeholder, in whose place stands what it stands for.
  public func sparing(_ placeholder: String) -> Redaction {
    var copy = self
    copy.spared = Array(placeholder.utf8)
    return copy
  }

  /// The text without secrets.
  public func text(_ text: String) -> String {
    if !short.isEmpty, let placeholder = short[text] { return placeholder }
    guard text.utf8.count >= Self.shortest else { return text }
    let clean = clean(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? text
    return decoded(clean) ?? clean
  }

  /// The text without what looks like a token.
  public func shaped(_ text: String) -> String {
    TokenShapes.masked(Array(text.utf8), vocabulary.shapes).map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// The text of a hint without secrets; it may quote the beginning of one: `"abc..."`.
  public func hint(_ hint: String) -> String {
    let clean = text(hint)
    guard !needles.isEmpty, clean.utf8.contains(UInt8(ascii: ".")) else { return clean }
    return hidingBeginnings(in: Array(clean.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? clean
  }

  /// The text without its percent-encoding, where a secret stands in it then: any byte of it may have been encoded.
  private func decoded(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return nil }
    let decoded = PercentCoding.decode(text)
    let bytes = Array(decoded.utf8)
    guard replaced(bytes) != nil || hidingBeginnings(in: bytes) != nil else { return nil }
    return clean(bytes).map { String(decoding: $0, as: UTF8.self) } ?? decoded
  }

  /// The text with placeholders where three dots follow the beginning of a secret; nil where there are none.
  private func hidingBeginnings(in text: [UInt8]) -> [UInt8]? {
    var clean: [UInt8] = []
    var copied = 0
    var place = 0
    while place + 3 <= text.count {
      guard text[place] == UInt8(ascii: "."), text[place + 1] == text[place], text[place + 2] == text[place] else {
        place += 1
        continue
      }
      var end = place
      // Half of an encoded byte.
      if end > 0, text[end - 1] == UInt8(ascii: "%") {
        end -= 1
      } else if end > 1, text[end - 2] == UInt8(ascii: "%") {
        end -= 2
      }
      let first = max(copied, end - 200)
      if let (start, needle) = needles.beginning(in: text, from: first, to: end) {
        clean += text[copied..<start]
        clean += needle.placeholder == spared ? text[start..<end] : needle.placeholder[...]
        copied = place
      }
      place += 3
    }
    return copied == 0 ? nil : clean + text[copied...]
  }

  /// The text of a form without secrets.
  public func form(_ text: String) -> String {
    clean(Array(text.utf8), isForm: true).map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// The bytes without secrets; what is no text has only those that are known by their values.
  public func bytes(_ bytes: [UInt8]) -> [UInt8] {
    let hidden = replaced(bytes) ?? bytes
    return String(validating: hidden, as: UTF8.self) == nil ? hidden : clean(bytes) ?? bytes
  }

  /// The bytes of a text with placeholders; nil where no secret stands in it.
  func clean(_ bytes: [UInt8], isForm: Bool = false) -> [UInt8]? {
    var text = replaced(bytes)
    if let masked = TokenShapes.masked(text ?? bytes, vocabulary.shapes) { text = masked }
    return hidingPlaces(in: text ?? bytes, isForm: isForm) ?? text
  }

  /// The text with placeholders where credentials are known by what stands around them; nil where there are none.
  private func hidingPlaces(in text: [UInt8], isForm: Bool) -> [UInt8]? {
    var clean: [UInt8] = []
    var copied = 0
    for found in CredentialText.all(in: text, isForm: isForm, vocabulary) {
      let hidden = Placeholder.hiding(text[found.range], named: found.name)
      if hidden.elementsEqual(text[found.range]) { continue }
      clean += text[copied..<found.range.lowerBound]
      // A JSON text stays one; what it quotes itself is no matter.
      clean += found.isNumber ? [UInt8(ascii: "\"")] + hidden + [UInt8(ascii: "\"")] : Array(hidden)
      copied = found.range.upperBound
    }
    return copied == 0 ? nil : clean + text[copied...]
  }

  /// The bytes with placeholders where secrets stand that are known by their values; nil where there are none.
  private func replaced(_ bytes: [UInt8]) -> [UInt8]? {
    if needles.isEmpty { return nil }
    var clean: [UInt8] = []
    var copied = 0
    var run = EncodedRun()
    while let (place, count, needle) = needles.first(in: bytes, from: copied) {
      var range = place..<place + count
      var placeholder = needle.placeholder
      if let lead = needle.lead {
        run.find(around: range, in: bytes, from: copied)
        if let decoded = run.decode(range.lowerBound, lead: lead, in: bytes), let text = replaced(decoded),
          String(validating: text, as: UTF8.self) != nil
        {
          range = run.padded(in: bytes)
          placeholder = Array("<base64:".utf8) + text + [UInt8(ascii: ">")]
        }
      }
      clean += bytes[copied..<range.lowerBound]
      clean += placeholder == spared ? bytes[range] : placeholder[...]
      copied = range.upperBound
    }
    return copied == 0 ? nil : clean + bytes[copied...]
  }
}

/// The Base64 text around a place: found once, decoded once, however many secrets stand in it.
private struct EncodedRun {
  private var range = 0..<0
  private var isTried = true

  /// Looks for the run that a needle stands in, unless it is the one that was found before.
  mutating func find(around found: Range<Int>, in bytes: [UInt8], from first: Int) {
    if range.upperBound > found.lowerBound { return }
    var start = found.lowerBound
    while start > first, Base64Text.isDigit(bytes[start - 1]) { start -= 1 }
    var end = found.upperBound
    while end < bytes.count, Base64Text.isDigit(bytes[end]) { end += 1 }
    range = start..<end
    isTried = false
  }

  /// What the run says, unless that was tried before or the needle shows that it begins elsewhere.
  mutating func decode(_ place: Int, lead: Int, in bytes: [UInt8]) -> [UInt8]? {
    guard !isTried, place - range.lowerBound >= lead, (place - range.lowerBound - lead).isMultiple(of: 4) else {
      // A part of it has its placeholder then.
      isTried = true
      return nil
    }
    isTried = true
    return Base64Text.decode(bytes[range])
  }

  /// The run with its padding.
  func padded(in bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
    return range.lowerBound..<end
  }
}
