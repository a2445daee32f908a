import JSON
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct RedactionTests {
  static let key = "sk_0123456789abcdef"
  static let token = "00112233445566778899aabbccddeeff"
  static let sid = "AC99887766554433221100ffeeddccbbaa"
  static let redaction = Redaction([
    (key, "<key:main>"), (token, "<twilio:auth_token>"), (sid, "<twilio:account_sid>"), ("pw+d/?&", "<key:odd>"),
    ("abc", "<key:short>"), ("sk_0123456789abcdef0000", "<key:longer>"),
  ])

  @Test(arguments: [
    ("", ""), ("nothing", "nothing"), (key, "<key:main>"), ("Bearer \(key)", "Bearer <key:main>"),
    ("\(key)\(token)", "<key:main><twilio:auth_token>"), ("x\(key)x\(key)", "x<key:main>x<key:main>"),
    ("/2010/Accounts/\(sid)/Calls", "/2010/Accounts/<twilio:account_sid>/Calls"),
    ("sk_0123456789abcdef0000", "<key:longer>"), ("sk_0123456789abcde", "sk_0123456789abcde"),
    // Percent-encoded as well.
    ("a=pw+d/?&", "a=<key:odd>"), ("a=pw%2Bd%2F%3F%26", "a=<key:odd>"),
    // Short ones only as a whole.
    ("abc", "<key:short>"), ("abcd", "abcd"),
    // Others that look like secrets.
    ("sk_ffffffffffffffffffff", "sk_ffff****"), ("ä \(key) ö", "ä <key:main> ö"),
  ])
  func hidesSecretsInTexts(text: String, clean: String) {
    #expect(Self.redaction.text(text) == clean)
    #expect(String(decoding: Self.redaction.bytes(Array(text.utf8)), as: UTF8.self) == clean || text == "abc")
  }

  /// A secret in Base64 looks different at each of three places within a group.
  @Test(arguments: ["", "u", "us", "use", "user", "user:name:"])
  func hidesSecretsInBase64(front: String) {
    for back in ["", ":", ":x", ":xyz"] {
      let encoded = Base64Text.encode(Array("\(front)\(Self.token)\(back)".utf8))
      #expect(
        Self.redaction.text("Basic \(encoded), then") == "Basic <base64:\(front)<twilio:auth_token>\(back)>, then")
    }
  }

  @Test func hidesAnAccountWithItsToken() {
    let encoded = Base64Text.encode(Array("\(Self.sid):\(Self.token)".utf8))
    #expect(
      Self.redaction.text("Authorization: Basic \(encoded)")
        == "Authorization: Basic <base64:<twilio:account_sid>:<twilio:auth_token>>")
  }

  @Test func hidesSecretsInBase64ThatBeginsSomewhere() {
    let encoded = Base64Text.encode(Array("user:\(Self.token)".utf8))
    for clean in [Self.redaction.text("x\(encoded)"), Self.redaction.text("/path/\(encoded)/more")] {
      #expect(!clean.contains(encoded.dropFirst(8).dropLast(8)))
      #expect(clean.contains("<twilio:auth_token>"))
    }
  }

  @Test func hidesSecretsInValuesAndKeys() {
    let value: JSONValue = [
      "a": ["b": [.string("x \(Self.key)"), 1, 2.5, true, nil]], "\(Self.token)": .string(Self.sid),
    ]
    #expect(
      Self.redaction.value(value) == [
        "a": ["b": ["x <key:main>", 1, 2.5, true, nil]], "<twilio:auth_token>": "<twilio:account_sid>",
      ])
  }

  @Test func hidesSecretsInBytesThatAreNoText() {
    let clean = Self.redaction.bytes([0xff, 0] + Array(Self.key.utf8) + [0xfe])
    #expect(clean == [0xff, 0] + Array("<key:main>".utf8) + [0xfe])
  }

  @Test func knowsKeysThatASandboxNoLongerHas() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      let gone = sandbox.value("reader")
      var plan = sandbox.plan
      plan.credentials = [Credential(name: "new", value: "something-new")]
      sandbox.adopt(plan)
      let redaction = Redaction(sandbox)
      #expect(redaction.text("\(gone) something-new") == "<key:reader> <key:new>")
      #expect(redaction.text(sandbox.twilio.authToken) == "<twilio:auth_token>")
      #expect(redaction.text(sandbox.twilio.accountSID) == "<twilio:account_sid>")
    }
  }
}
