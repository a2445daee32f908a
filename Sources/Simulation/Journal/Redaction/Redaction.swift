public import EventLoop
public import JSON

/// Hides the secrets of one sandbox wherever they stand in a text: each becomes a placeholder that tells which it was.
///
/// Placeholders are the same in every sandbox, so that journals can be compared: `<key:NAME>`, `<secret:NAME>` for what the
/// vendors' APIs were given to keep, `<twilio:auth_token>`, those of records (`<webhook:ID>`), and
/// `<twilio:account_sid>`, which is no secret but made from the sandbox's name as the keys are. What else looks like a
/// secret is masked.
public struct Redaction: Sendable {
  /// Shorter secrets would be found by chance: they are hidden only where they are the whole text.
  static let shortest = 6

  private var needles: [UInt8: [Needle]] = [:]
  private var isStart = [Bool](repeating: false, count: 256)
  private var short: [String: String] = [:]

  /// Hides the credentials of this sandbox.
  @LoopActor public init(_ sandbox: Sandbox) {
    self.init(
      sandbox.everyCredential.values.map { ($0.value, "<key:\($0.name)>") }
        + sandbox.recordSecrets.map { ($0.key, $0.value) }
        + [(sandbox.twilio.authToken, "<twilio:auth_token>"), (sandbox.twilio.accountSID, "<twilio:account_sid>")])
  }

  /// Hides these secrets by these placeholders.
  init(_ secrets: [(value: String, placeholder: String)]) {
    for secret in secrets where !secret.value.isEmpty {
      if secret.value.utf8.count < Self.shortest {
        short[secret.value] = secret.placeholder
        continue
      }
      for needle in Needle.all(of: secret.value, secret.placeholder) {
        needles[needle.bytes[0], default: []].append(needle)
        isStart[Int(needle.bytes[0])] = true
      }
    }
    // A secret can begin with another one: the longest wins.
    for (first, list) in needles { needles[first] = list.sorted { $0.bytes.count > $1.bytes.count } }
  }

  /// The text without secrets.
  public func text(_ text: String) -> String {
    if let placeholder = short[text] { return placeholder }
    let bytes = Array(text.utf8)
    return Secrets.masked(replaced(bytes).map { String(decoding: $0, as: UTF8.self) } ?? text)
  }

  /// The bytes without secrets.
  public func bytes(_ bytes: [UInt8]) -> [UInt8] {
    let clean = replaced(bytes) ?? bytes
    guard let text = String(validating: clean, as: UTF8.self) else { return clean }
    let masked = Secrets.masked(text)
    return masked == text ? clean : Array(masked.utf8)
  }

  /// The value without secrets, in keys as well as in texts.
  public func value(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool, .integer, .real: value
    case .string(let text): .string(self.text(text))
    case .array(let elements): .array(elements.map(self.value))
    case .object(let members): .object(JSONObject(members.map { (text($0.key), self.value($0.value)) }))
    }
  }

  /// The bytes with placeholders; nil where no secret stands in them.
  private func replaced(_ bytes: [UInt8]) -> [UInt8]? {
    var clean: [UInt8] = []
    var copied = 0
    var place = 0
    while place < bytes.count {
      guard isStart[Int(bytes[place])], let needle = needle(at: place, in: bytes) else {
        place += 1
        continue
      }
      var range = place..<place + needle.bytes.count
      var placeholder = needle.placeholder
      if let lead = needle.lead, let run = encodedRun(around: range, in: bytes, from: copied, lead: lead) {
        (range, placeholder) = run
      }
      clean += bytes[copied..<range.lowerBound]
      clean += placeholder
      copied = range.upperBound
      place = copied
    }
    return copied == 0 ? nil : clean + bytes[copied...]
  }

  private func needle(at place: Int, in bytes: [UInt8]) -> Needle? {
    needles[bytes[place]]?.first { bytes[place...].starts(with: $0.bytes) }
  }

  /// The whole Base64 text that a secret stands in, and what it says without secrets; nil where it cannot be told.
  private func encodedRun(
    around found: Range<Int>, in bytes: [UInt8], from first: Int, lead: Int
  ) -> (Range<Int>, [UInt8])? {
    var start = found.lowerBound
    while start > first, Base64Text.isDigit(bytes[start - 1]) { start -= 1 }
    var end = found.upperBound
    while end < bytes.count, Base64Text.isDigit(bytes[end]) { end += 1 }
    guard found.lowerBound - start >= lead, (found.lowerBound - start - lead).isMultiple(of: 4),
      let decoded = Base64Text.decode(bytes[start..<end]), let clean = replaced(decoded),
      String(validating: clean, as: UTF8.self) != nil
    else { return nil }
    while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
    return (start..<end, Array("<base64:".utf8) + clean + Array(">".utf8))
  }
}
