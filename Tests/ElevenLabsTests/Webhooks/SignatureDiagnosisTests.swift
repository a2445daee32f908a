import Cryptography
import ElevenLabs
import Simulation
import Testing

/// Each mistake is made here by hand, and has to be called by its name.
@Suite(.timeLimit(.minutes(2))) struct SignatureDiagnosisTests {
  /// 64 digits behind the prefix, as real secrets have; both hexadecimal and base64.
  private static let secret = "wsec_" + String(repeating: "0123456789abcdef", count: 4)
  private static let text =
    #"{"type": "post_call_transcription", "event_timestamp": 1700000007, "#
    + #""data": {"summary": "Caf\u00e9 <1/2>", "cost": 2.0}}"#
  private static let url = "https://app.example/hook?x=1"
  private static let time: Int64 = 1_700_000_000

  private static func hash(_ message: String, _ key: String = secret, _ hash: HMAC.Hash = .sha256) -> String {
    HMAC.hex(hash, key: Array(key.utf8), message: Array(message.utf8))
  }

  private static func signed(_ body: String) -> String { hash("1700000000.\(body)") }

  private func diagnosis(
    computed: String? = nil, header: String? = nil, body: String = text, secret: String = secret
  ) -> SignatureDiagnosis {
    SignatureDiagnosis(
      .init(
        secret: secret, body: Array(body.utf8), header: header, timestamp: Self.time, url: Self.url, computed: computed),
      at: Instant(unixSeconds: Self.time))
  }

  private func names(_ finding: SignatureSearch.Finding?) -> [String]? {
    if case .mistakes(let mistakes) = finding { mistakes.map(\.name) } else { nil }
  }

  @Test(arguments: [
    (
      "compact-json",
      #"{"type":"post_call_transcription","event_timestamp":1700000007,"data":{"summary":"Café <1/2>","cost":2}}"#
    ),
    (
      "compact-json",
      #"{"type":"post_call_transcription","event_timestamp":1700000007,"data":{"summary":"Café <1/2>","cost":2.0}}"#
    ),
    (
      "compact-json",
      #"{"type":"post_call_transcription","event_timestamp":1700000007,"data":{"summary":"Caf\u00e9 <1/2>","cost":2.0}}"#
    ),
    ("spaced-json", text.replacing(#"\u00e9"#, with: "é")),
    (
      "sorted-compact-json",
      #"{"data":{"cost":2,"summary":"Café <1/2>"},"event_timestamp":1700000007,"type":"post_call_transcription"}"#
    ),
    (
      "sorted-spaced-json",
      #"{"data": {"cost": 2.0, "summary": "Caf\u00e9 <1/2>"}, "event_timestamp": 1700000007, "type": "post_call_transcription"}"#
    ),
    (
      "indented-json",
      "{\n  \"type\": \"post_call_transcription\",\n  \"event_timestamp\": 1700000007,\n  \"data\": {\n"
        + "    \"summary\": \"Café <1/2>\",\n    \"cost\": 2\n  }\n}"
    ),
    (
      "go-json",
      #"{"data":{"cost":2,"summary":"Café \u003c1/2\u003e"},"event_timestamp":1700000007,"type":"post_call_transcription"}"#
    ),
    (
      "php-json",
      #"{"type":"post_call_transcription","event_timestamp":1700000007,"data":{"summary":"Caf\u00e9 <1\/2>","cost":2}}"#
    ),
    (
      "python-dict",
      "{'type': 'post_call_transcription', 'event_timestamp': 1700000007, 'data': {'summary': 'Café <1/2>', 'cost': 2.0}}"
    ),
    ("object-object", "[object Object]"), ("python-bytes", "b'\(text.replacing("\\", with: "\\\\"))'"),
    ("newline-added", text + "\n"), ("newline-added", text + "\r\n"), ("empty-body", ""),
    ("undefined-body", "undefined"),
    ("none-body", "None"),
  ])
  func anotherBody(name: String, body: String) {
    #expect(names(diagnosis(computed: Self.signed(body)).computed) == [name])
  }

  @Test(arguments: [
    ("spaced-json", #"{"a":"é"}"#, #"{"a": "\u00e9"}"#), ("newline-stripped", "{\"a\": 1 }\n", "{\"a\": 1 }"),
    ("newline-stripped", "{\"a\":  1}\r\n", "{\"a\":  1}"), ("blanks-trimmed", " {\"a\":  1}\n", "{\"a\":  1}"),
    ("unix-line-breaks", "{\r\n\"a\":1}", "{\n\"a\":1}"), ("windows-line-breaks", "{\n\"a\":1}", "{\r\n\"a\":1}"),
    ("escaped", #"{ "a":"é" }"#, #"{ "a":"\u00e9" }"#), ("unescaped", #"{ "a":"\u00e9" }"#, #"{ "a":"é" }"#),
    ("latin1", #"{"a":"é"}"#, #"{"a":"Ã©"}"#),
  ])
  func anotherBodyOfOneWithPeculiarities(name: String, body: String, signed: String) {
    #expect(names(diagnosis(computed: Self.signed(signed), body: body).computed) == [name])
  }

  @Test(arguments: [
    ("secret-without-prefix", String(secret.dropFirst(5))), ("secret-surrounded", secret + "\n"),
    ("secret-surrounded", secret + " "), ("secret-surrounded", "\"\(secret)\""), ("secret-empty", ""),
  ])
  func anotherSecret(name: String, key: String) {
    #expect(names(diagnosis(computed: Self.hash("1700000000.\(Self.text)", key)).computed) == [name])
  }

  @Test func aGivenSecretThatIsNotTheWhole() {
    let computed = Self.signed(Self.text)
    #expect(
      names(diagnosis(computed: computed, secret: String(Self.secret.dropFirst(5))).computed) == ["secret-with-prefix"])
    let spaced = diagnosis(computed: computed, secret: Self.secret + " \n")
    #expect(names(spaced.computed) == ["secret-trimmed"] && spaced.notes.count == 1)
  }

  @Test func aDecodedSecret() {
    let message = Array("1700000000.\(Self.text)".utf8)
    let digits = [UInt8](hexadecimal: [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
    #expect(
      names(diagnosis(computed: HMAC.hex(.sha256, key: digits, message: message)).computed) == ["secret-from-hex"])
    // echo MDEy… | base64 -d: "wsec_aGVsbG8=" holds "hello".
    let base64 = HMAC.hex(.sha256, key: Array("hello".utf8), message: message)
    #expect(names(diagnosis(computed: base64, secret: "wsec_aGVsbG8=").computed) == ["secret-from-base64"])
  }

  @Test(arguments: [
    ("no-timestamp", text), ("no-dot", "1700000000\(text)"), ("timestamp-behind", "\(text).1700000000"),
    ("no-timestamp-behind-dot", ".\(text)"), ("slack", "v0:1700000000:\(text)"), ("colon", "1700000000:\(text)"),
    ("milliseconds", "1700000000000.\(text)"), ("t-with-its-name", "t=1700000000.\(text)"),
    ("event-timestamp", "1700000007.\(text)"), ("url-and-body", url + text), ("url-before", "\(url)1700000000.\(text)"),
    ("url-between", "1700000000.\(url)\(text)"), ("url-dotted", "1700000000.\(url).\(text)"),
    ("url-behind", "1700000000.\(text)\(url)"),
  ])
  func anotherMessage(name: String, message: String) {
    #expect(names(diagnosis(computed: Self.hash(message)).computed) == [name])
  }

  @Test func anotherHash() {
    let message = "1700000000.\(Self.text)"
    #expect(names(diagnosis(computed: Self.hash(message, Self.secret, .sha1)).computed) == ["sha1"])
    #expect(names(diagnosis(computed: SHA256.hex(message.utf8)).computed) == ["no-key"])
  }

  @Test func anotherSpelling() {
    let right = Self.signed(Self.text)
    #expect(names(diagnosis(computed: right.uppercased()).computed) == ["written-as-upper-case-hex"])
    #expect(names(diagnosis(header: "t=1700000000,v0=v0=\(right)").sent) == ["doubled-scheme"])
    // The vector's hash in base64, by another program.
    let vector = SignatureDiagnosis(
      .init(
        secret: WebhookSignatureTests.secret, body: WebhookSignatureTests.compact,
        header: "t=1739537297,v0=69uPGd8qoZyHPV/1/jHRJpS/drXYPjSIamsMDtzBHFU="),
      at: Instant(unixSeconds: WebhookSignatureTests.time))
    #expect(names(vector.sent) == ["written-as-base64"])
  }

  @Test func twoMistakesAndASpelling() {
    let twilio = Self.hash(Self.url + Self.text, Self.secret, .sha1)
    #expect(names(diagnosis(computed: twilio).computed) == ["url-and-body", "sha1"])
    let body = Self.hash("undefined").uppercased()
    #expect(
      names(diagnosis(computed: body).computed) == ["undefined-body", "no-timestamp", "written-as-upper-case-hex"])
  }

  @Test func aHeaderIsTakenWithItsName() {
    let field = "t=1700000000,v0=\(Self.signed(Self.text))"
    for header in [field, "ElevenLabs-Signature: \(field)", "elevenlabs-signature:\(field)"] {
      let diagnosis = diagnosis(header: header)
      #expect(diagnosis.refusals == [] && diagnosis.isAccepted && diagnosis.sent == nil)
    }
  }

  @Test func theRightOneIsAccepted() {
    let right = Self.signed(Self.text)
    for computed in [right, "v0=\(right)", " \(right)\n"] {
      let diagnosis = diagnosis(computed: computed)
      #expect(diagnosis.computed == .right && diagnosis.isAccepted && diagnosis.right.hash == right)
    }
    #expect(!diagnosis(computed: Self.hash("other")).isAccepted)
    #expect(diagnosis(computed: Self.hash("other")).computed == .unexplained)
  }

  @Test func theHashIsExplainedThoughTheTimeIsOver() {
    let evidence = SignatureDiagnosis.Evidence(
      secret: Self.secret, body: Array(Self.text.utf8), header: "t=1700000000,v0=\(Self.hash(Self.text))")
    let diagnosis = SignatureDiagnosis(evidence, at: Instant(unixSeconds: Self.time + 7200))
    #expect(diagnosis.refusals == [.tooOld(.seconds(7200)), .wrongHash])
    #expect(names(diagnosis.sent) == ["no-timestamp"])
    #expect(diagnosis.renewed.timestamp == "1700007200" && diagnosis.right.timestamp == "1700000000")
  }

  @Test func aRightSignatureOfSomethingElseThanJSON() {
    let diagnosis = diagnosis(header: "t=1700000000,v0=\(Self.signed("a=1"))", body: "a=1")
    #expect(diagnosis.refusals?.map(\.raised) == ["JSONDecodeError"] && !diagnosis.isAccepted)
  }

  @Test(arguments: [
    ("sk_0123", "{}", "API keys"), ("0123", "{}", "whole one"), ("wsec_0", "{}\n", "line break"),
    ("wsec_0 ", "{}", "white space"),
  ])
  func whatIsRemarkable(secret: String, body: String, words: String) {
    let notes = diagnosis(body: body, secret: secret).notes
    #expect(notes.count == 1 && notes[0].contains(words))
  }
}

extension [UInt8] {
  /// Four times these bytes: what the digits of the suite's secret spell.
  fileprivate init(hexadecimal bytes: [UInt8]) { self = bytes + bytes + bytes + bytes }
}
