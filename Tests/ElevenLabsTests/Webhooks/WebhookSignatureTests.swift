import ElevenLabs
import Simulation
import TestSupport
import Testing

/// The header against two vectors made by other programs, and the SDK's rules for taking it.
@Suite(.timeLimit(.minutes(2))) struct WebhookSignatureTests {
  static let secret = "wsec_test_secret"
  static let compact = Array(
    (#"{"type":"post_call_transcription","event_timestamp":1739537297,"#
      + #""data":{"agent_id":"agent_2601k6rm4bjae2z9amfm5w1y6aps","#
      + #""conversation_id":"conv_8001k6sysqn2fqzbdj1aedbpsx6z","status":"done"}}"#).utf8)
  static let time: Int64 = 1_739_537_297
  static let hash = "ebdb8f19df2aa19c873d5ff5fe31d12694bf76b5d83e34886a6b0c0edcc11c55"
  static let field = "t=1739537297,v0=\(hash)"

  private func refusals(of header: String?, secret: String = secret, after seconds: Int64 = 0) -> [WebhookRefusal] {
    WebhookSignature.refusals(
      of: header, secret: secret, body: Self.compact, at: Instant(unixSeconds: Self.time + seconds))
  }

  @Test func aCompactBody() {
    #expect(Self.compact.count == 190)
    #expect(WebhookSignature(secret: Self.secret, timestamp: Self.time, body: Self.compact).field == Self.field)
    #expect(refusals(of: Self.field) == [])
  }

  /// The layout that the service sends: one line with spaces.
  @Test func aBodyAsTheServiceSendsIt() throws {
    let body = try Repository.bytes("Tests/ElevenLabsTests/Fixtures/post_call_webhook.json")
    #expect(body.count == 2995)
    #expect(
      WebhookSignature(secret: Self.secret, timestamp: 1_787_000_084, body: body).field
        == "t=1787000084,v0=895c30bcd644231b0c1ab20735dc7516b297609750427cb131be82f35484e2da")
  }

  @Test func halfAnHourIsNotTooOldAndAMillisecondMoreIs() {
    #expect(refusals(of: Self.field, after: 1800) == [])
    let later = Instant(unixSeconds: Self.time + 1800) + .milliseconds(1)
    #expect(
      WebhookSignature.refusals(of: Self.field, secret: Self.secret, body: Self.compact, at: later)
        == [.tooOld(.milliseconds(1_800_001))])
    #expect(refusals(of: Self.field, after: -1_000_000) == [], "a clock ahead is nobody's concern")
  }

  @Test func eachReasonInTheOrderOfTheSDK() {
    #expect(refusals(of: nil) == [.headerMissing])
    #expect(refusals(of: "") == [.headerMissing])
    #expect(refusals(of: Self.field, secret: "") == [.secretMissing])
    #expect(refusals(of: "t=1739537297,v0=00", after: 3600) == [.tooOld(.seconds(3600)), .wrongHash])
    #expect(refusals(of: Self.field, secret: "wsec_other") == [.wrongHash])
    #expect(refusals(of: "t=,v0=00").first?.raised == "No signature hash found with expected scheme v0")
    #expect(refusals(of: "t=now,v0=00") == [.timestampNotANumber("now")])
  }

  @Test func theLastHashCounts() {
    #expect(refusals(of: "t=1739537297,v0=00,v0=\(Self.hash)") == [])
    #expect(refusals(of: "t=1739537297,v0=\(Self.hash),v0=00") == [.wrongHash])
    #expect(refusals(of: "v0=\(Self.hash),t=1739537297") == [])
  }

  @Test(arguments: [
    ("t=1739537297, v0=\(hash)", "white space"), ("t=1739537297,v1=\(hash)", "Stripe"), ("v0=\(hash)", "no t="),
    ("t=1739537297", "no v0="), (hash, "neither"), ("t:1739537297;v0:\(hash)", "neither"),
  ])
  func aMalformedHeaderIsExplained(header: String, word: String) throws {
    let refusal = try #require(refusals(of: header).first)
    guard case .malformed(let flaw) = refusal else {
      Issue.record("\(refusal)")
      return
    }
    #expect(flaw.contains(word))
  }

  /// What is signed is the text of `t`, which Python reads leniently.
  @Test func aNumberWithBlanksOrASignIsANumber() {
    #expect(refusals(of: "t= 1739537297,v0=00") == [.wrongHash])
    #expect(refusals(of: "t=+1739537297,v0=00") == [.wrongHash])
    #expect(refusals(of: "t=99999999999999999999999,v0=00") == [.wrongHash])
    #expect(refusals(of: "t=-99999999999999999999999,v0=00").count == 2)
  }
}
