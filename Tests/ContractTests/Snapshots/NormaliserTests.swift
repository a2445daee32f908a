import JSON
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct NormaliserTests {
  private func normalised(_ text: String, literals: Set<String> = []) throws -> JSONValue {
    var normaliser = Normaliser(literals: literals, run: "rb-12345678", app: "http://127.0.0.1:4123/rb-12345678/a.b")
    return normaliser.value(try JSONParser().parse(Array(text.utf8)))
  }

  @Test(arguments: [
    (#"{"agent_id": "agent_2601k6rm4bjae2z9amfm5w1y6aps"}"#, #"{"agent_id": "<agent:1>"}"#),
    (#""Document with id conv_8001k6sysqn2fqzbdj1aedbpsx6z.""#, #""Document with id <conv:1>.""#),
    (#"["CA3a30ebe993987c58f989333d3d0e5b0a", "AC3a30ebe993987c58f989333d3d0e5b0a"]"#, #"["<CA:1>", "<AC:1>"]"#),
    (
      #"{"created_at_unix_secs": 1795255200, "n": 1795255200}"#,
      #"{"created_at_unix_secs": "<unix:1>", "n": 1795255200}"#
    ),
    (#""2025-11-09T10:00:00.123456+00:00""#, #""<iso:1>""#),
    (#""sk_0123456789abcdef0123""#, #""<secret:1>""#), (#"{"password": "x"}"#, #"{"password": "<secret:1>"}"#),
    (#""mail ada@example.com or +15555550123""#, #""mail <email:1> or <phone:1>""#),
    (#"{"first_name": "Ada"}"#, #"{"first_name": "<person:1>"}"#), (#""x rb-12345678 2""#, #""x <run:1> 2""#),
    (
      #""wss://127.0.0.1:8080/~rb-12345678-1/v1/convai?agent_id=agent_2601k6rm4bjae2z9amfm5w1y6aps""#,
      #""<wsbase:1>/v1/convai?agent_id=<agent:1>""#
    ),
    (#""wss://api.elevenlabs.io/v1/convai""#, #""<wsbase:1>/v1/convai""#),
    (#"{"next_cursor": "abc"}"#, #"{"next_cursor": "<cursor:1>"}"#),
    (#"{"rcpt_1901k8pjch8ve1c9v4d3jbmqamtn": 1}"#, #"{"<rcpt:1>": 1}"#),
    (#""http://127.0.0.1:4123/rb-12345678/a.b/tool/x?y=1""#, #""<app:1>/tool/x?y=1""#),
    (#""call_5d2bed7af78207f2ccdcdceb""#, #""<call:1>""#),
    (#"{"Timestamp": "Sat, 21 Nov 2026 18:44:58 +0000"}"#, #"{"Timestamp": "<moment:1>"}"#),
    (
      #""/2010-04-01/Accounts/AC3a30ebe993987c58f989333d3d0e5b0a/Calls/CA3a30ebe993987c58f989333d3d0e5b0a.json""#,
      #""/2010-04-01/Accounts/<AC:1>/Calls/<CA:1>.json""#
    ),
    (#""Page=1&PageToken=PACA3a30ebe993987c58f989333d3d0e5b0a""#, #""Page=1&PageToken=<PA:1>""#),
    (#"{"date_created": "Sat, 21 Nov 2026 18:44:58 +0000"}"#, #"{"date_created": "<moment:1>"}"#),
    (#"{"twilio-request-duration": "0.127"}"#, #"{"twilio-request-duration": "<elapsed:1>"}"#),
    (#"{"system__time": "Saturday, 18:40 21 November 2026"}"#, #"{"system__time": "<time:1>"}"#),
    (#""wsec_0123456789abcdef0123""#, #""<wsec:1>""#),
    (
      #"{"elevenlabs-signature": "t=1,v0=2", "full_audio": "//uQ"}"#,
      #"{"elevenlabs-signature": "<signature:1>", "full_audio": "<audio:1>"}"#
    ),
    (#"["Hello", 5, null]"#, #"["Hello", 5, null]"#),
  ])
  func replaces(_ text: String, with expected: String) throws {
    #expect(try normalised(text) == JSONParser().parse(Array(expected.utf8)))
  }

  @Test func theSameThingHasTheSameNumber() throws {
    let a = "agent_2601k6rm4bjae2z9amfm5w1y6aps"
    let b = "agent_8301ky28r4tbfwn9jh69rck9w39q"
    #expect(try normalised("[\"\(a)\", \"\(b)\", \"see \(a)\"]") == ["<agent:1>", "<agent:2>", "see <agent:1>"])
  }

  @Test func whatTheCaseItselfSaysStays() throws {
    #expect(try normalised("\"ada@example.com\"", literals: ["ada@example.com"]) == "ada@example.com")
  }

  @Test func whatIsPutBackIsWellFormed() throws {
    for type in PlaceholderType.allCases where ![.text, .int, .number, .bool, .any, .url].contains(type) {
      let value = Denormaliser.value(.string("<\(type.rawValue):1>"))
      #expect(type.accepts(value), "\(type): \(value)")
      #expect(value == Denormaliser.value(.string("<\(type.rawValue):1>")))
    }
    #expect(Denormaliser.text("a < b <none> <agent:1>").hasPrefix("a < b <none> agent_"))
  }
}
