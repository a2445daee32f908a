import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct CapsuleTests {
  private static let one = "conv_0101k3v0000000000000000000000"
  private static let other = "conv_9901k3v0000000000000000000000"

  @Test func idsAreLearntOnceAndUsedFromThenOn() {
    let counterparts = Learner(isReal: false)
    #expect(counterparts.agree("call \(Self.one)!", "call \(Self.other)!"))
    #expect(counterparts.translated("/v1/\(Self.one)?x") == "/v1/\(Self.other)?x")
    #expect(counterparts.translated(["a": .string(Self.one)] as JSONValue) == ["a": .string(Self.other)])
    #expect(counterparts.agree(Self.one, Self.other))
    #expect(!counterparts.agree(Self.one, Self.one))
  }

  @Test(
    arguments: [
      ("conv_0101k3v0000000000000000000000", "agent_101k3v000000000000000000000"),
      ("conv_0101k3v0000000000000000000000", "conv_0101k3v000000000000000000000"),
      ("Tests are written on Mondays only", "Tests are written on Sundays only"),
      ("conv_of_a_text_without_any_digit", "conv_of_a_text_without_any_digix"),
      ("CA00000000000000000000000000000001", "AC00000000000000000000000000000001"),
      ("a b", "a  b"), ("2026-11-21T10:00:00Z", "2026-11-21T10:00:01Z"), ("sk_1****x", "sk_1****y"),
    ])
  func whatIsNoIDOfTheSameKindDiffers(recorded: String, now: String) {
    let counterparts = Learner(isReal: false)
    #expect(!counterparts.agree(recorded, now))
  }

  @Test func underARealClockDatesMayBeALittleOff() {
    let real = Learner(isReal: true)
    #expect(real.agree("2026-11-21T10:00:00.999999+00:00", "2026-11-21T10:00:01.000001+00:00"))
    #expect(!real.agree("2026-11-21T10:00:00Z", "2026-11-21T10:00:02Z"))
    #expect(real.agree(1_795_255_200, 1_795_255_201) && !real.agree(1_795_255_200, 1_795_255_202))
    #expect(!real.agree(1, 2))
    #expect(!Learner(isReal: false).agree(1_795_255_200, 1_795_255_201))
  }

  @Test func maskedTextsAgreeWhateverWasMasked() {
    let counterparts = Learner(isReal: false)
    #expect(counterparts.agree("key sk_1a2b**** of", "key sk_99ff**** of"))
    #expect(counterparts.agree("key \"sk_1a2b****\"", "key \"****\""))
    #expect(!counterparts.agree("key sk_1a2b**** of", "key sk_99ff**** for"))
  }

  @Test func placeholdersAreFilledInEveryForm() async throws {
    try await onLoop {
      let sandbox = try SandboxRegistry().create(
        Sandbox.Plan(name: "t", credentials: [Credential(name: "main", value: "sk_value_of_main")]))
      let placeholders = Placeholders(sandbox)
      #expect(placeholders.filled("a <key:main> <key:none>") == "a sk_value_of_main <key:none>")
      #expect(
        placeholders.filled(["<twilio:account_sid>": ["<twilio:auth_token>", 1]] as JSONValue)
          == .object([sandbox.twilio.accountSID: [.string(sandbox.twilio.authToken), 1]]))
      let basic = "Basic \(Base64Text.encode(Array("user:sk_value_of_main".utf8)))"
      #expect(placeholders.filled("Basic <base64:user:<key:main>>") == basic)
    }
  }

  @Test func passwordsAreMaskedByTheirNames() {
    let world: JSONValue = [
      "elevenlabs": [
        "keys": ["main": ["value": "sk_x", "permissions": ["a"]], "gone": nil],
        "phone_numbers": ["n": ["token": "t", "sid": "AC1", "outbound": [["password": "p", "username": "u"]]]],
      ]
    ]
    #expect(
      Redaction.all.value(CapsuleSecrets.removed(from: world)) == [
        "elevenlabs": [
          "keys": ["main": ["permissions": ["a"]], "gone": nil],
          "phone_numbers": [
            "n": [
              "token": "<credential:token>", "sid": "AC1",
              "outbound": [["password": "<credential:password>", "username": "u"]],
            ]
          ],
        ]
      ])
    #expect(Redaction.all.value(["token": "<twilio:auth_token>"]) == ["token": "<twilio:auth_token>"])
  }

  @Test func aCapsuleFitsItsDocumentAndReplays() async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      let answer = await control.send(.get, "/_ringback/capsule")
      #expect(answer.status == 200)
      #expect(control.issues("get_capsule", answer) == [])
      #expect(answer["entries"].array?.count == 14)
      #expect(!answer.text.contains("open-sesame") && answer.text.contains("<secret:crm>"))
      let sandbox = try #require(control.simulator.registry["default"])
      for key in sandbox.plan.credentials { #expect(!answer.text.contains(key.value)) }
      let replay = try Replay(answer.answered.response.body, path: "capsule.json")
      // The scenario's people were changed behind its back: that call was refused, and now goes through.
      let differences = await replay.run()
      // What becomes of that call has not been recorded.
      let expected = ["entry 5 POST /v1/convai/twilio/outbound-call: ", "call initiated at "]
      #expect(differences.allSatisfy { line in expected.contains { line.hasPrefix($0) } }, "\(differences)")
      #expect(differences.contains { $0.hasSuffix("/success: recorded false, now true") }, "\(differences)")
    }
  }

  /// Lets an expectation call what changes.
  private final class Learner {
    private var counterparts: Counterparts

    init(isReal: Bool) { counterparts = Counterparts(isReal: isReal) }

    func agree(_ recorded: String, _ now: String) -> Bool { counterparts.agree(recorded, now) }
    func agree(_ recorded: Int64, _ now: Int64) -> Bool { counterparts.agree(recorded, now) }
    func translated(_ text: String) -> String { counterparts.translated(text) }
    func translated(_ value: JSONValue) -> JSONValue { counterparts.translated(value) }
  }
}
