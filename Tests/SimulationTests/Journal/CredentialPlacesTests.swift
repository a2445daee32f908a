import JSON
import LoopTestSupport
import Testing

@testable import Simulation

/// Credentials that are known by the names of their places alone.
@Suite(.timeLimit(.minutes(2))) struct CredentialPlacesTests {
  static let redaction = Redaction([("known-key-1", "<key:main>")], CredentialVocabularyTests.vocabulary)

  @Test(arguments: [
    ("https://u:p@h/x", "https://<credential:user_info>@h/x"), ("https://tok3n@h", "https://<credential:user_info>@h"),
    ("see postgres://a:b@c/d, x@y", "see postgres://<credential:user_info>@c/d, x@y"),
    ("https://h/x@y", "https://h/x@y"), ("mail a@b.test://x", "mail a@b.test://x"),
    ("https://h/?api_key=abc&x=1", "https://h/?api_key=<credential:api_key>&x=1"),
    ("/x?a=1&sig=z%20z#y", "/x?a=1&sig=<credential:sig>#y"),
    ("/x#access_token=abc", "/x#access_token=<credential:access_token>"),
    ("/x?page_token=abc&q=token", "/x?page_token=abc&q=token"), ("/x?token=", "/x?token="),
    ("/x?token=known-key-1", "/x?token=<key:main>"),
    ("curl -H 'a: Bearer abc12345'", "curl -H 'a: Bearer <credential:bearer>'"),
    ("a bearer token is for users", "a bearer token is for users"), ("Bearer known-key-1", "Bearer <key:main>"),
    ("x {\"token\": \"a\\\"b\", \"x\":1}", "x {\"token\": \"<credential:token>\", \"x\":1}"),
    ("{\"password\":\"cut off", "{\"password\":\"<credential:password>"),
    ("{\"secret__pin\":1234}", "{\"secret__pin\":\"<credential:secret__pin>\"}"),
    ("{\"a\":\"{\\\"api_key\\\":\\\"v\\\"}\"}", "{\"a\":\"{\\\"api_key\\\":\\\"<credential:api_key>\\\"}\"}"),
    ("{\"name\":\"token\",\"x\":\"y\"}", "{\"name\":\"token\",\"x\":\"y\"}"),
    (
      "form-data; name=\"password\"\r\n\r\nhunter2\r\n--b",
      "form-data; name=\"password\"\r\n\r\n<credential:password>\r\n--b"
    ),
  ])
  func areHiddenInTexts(text: String, clean: String) { #expect(Self.redaction.text(text) == clean) }

  @Test func aFormBeginsWithAParameter() {
    #expect(Self.redaction.form("AuthToken=abc&To=1") == "AuthToken=<credential:authtoken>&To=1")
    #expect(Self.redaction.text("AuthToken=abc&To=1") == "AuthToken=abc&To=1")
  }

  @Test func areHiddenInValues() {
    let value: JSONValue = [
      "token": "a", "sid": "AC1", "credentials": ["username": "u", "password": "p"],
      "request_headers": [
        "Authorization": "Bearer x", "X-Custom-Token-Value": "y", "accept": "z", "api_key": ["secret_id": "i"],
      ],
      "list": [["type": "value", "name": "x-api-key", "value": "k"], ["name": "plain", "value": "v"]],
      "keys": ["main": ["value": "v", "permissions": ["p"]]],
      "dynamic_variables": ["secret__pin": 1234, "secret__flag": true, "name": "n"], "next_page_token": "t",
      "url": "https://u:p@h?key=k", "api_key": ["value": "x"], "cookie": ["a", "b"], "secret": nil, "auth_token": "",
      "password": "<twilio:auth_token>", "access_token": "x<key:main>y",
    ]
    #expect(
      Self.redaction.value(value) == [
        "token": "<credential:token>", "sid": "AC1",
        "credentials": ["username": "u", "password": "<credential:password>"],
        "request_headers": [
          "Authorization": "Bearer <credential:authorization>",
          "X-Custom-Token-Value": "<credential:x-custom-token-value>",
          "accept": "z", "api_key": ["secret_id": "i"],
        ],
        "list": [
          ["type": "value", "name": "x-api-key", "value": "<credential:x-api-key>"], ["name": "plain", "value": "v"],
        ],
        "keys": ["main": ["value": "<credential:keys>", "permissions": ["p"]]],
        "dynamic_variables": ["secret__pin": "<credential:secret__pin>", "secret__flag": true, "name": "n"],
        "next_page_token": "t", "url": "https://<credential:user_info>@h?key=<credential:key>",
        "api_key": ["value": "<credential:api_key>"], "cookie": ["<credential:cookie>", "<credential:cookie>"],
        "secret": nil, "auth_token": "", "password": "<twilio:auth_token>", "access_token": "<credential:access_token>",
      ])
  }

  /// Hints quote what is long by its beginning.
  @Test(arguments: [
    ("\"known-ke...\" is none", "\"<key:main>...\" is none"), ("/x/known-key-1...", "/x/<key:main>..."),
    ("known...", "known..."), ("...", "..."), ("/%6b%6e%6Fwn-ke%7...", "/<key:main>..."),
    ("unknown-ke...", "un<key:main>..."),
    ("a known-key-1 b... c", "a <key:main> b... c"),
  ])
  func areHiddenWhereOnlyTheirBeginningStands(hint: String, clean: String) {
    #expect(Self.redaction.hint(hint) == clean)
  }

  @Test func areHiddenHoweverTheyArePercentEncoded() {
    #expect(Self.redaction.text("/a/%6b%6Eown-key-1?x=%20") == "/a/<key:main>?x= ")
    #expect(Self.redaction.text("/a/%20?x=100%") == "/a/%20?x=100%")
  }

  @Test(arguments: [
    (
      "f.json:1:2: /keys/main/value: expected a text; found [\"x\"].",
      "f.json:1:2: /keys/main/value: expected a text; found ****."
    ),
    (
      "f.json:1:2: /phone_numbers/a/token: no text; found 5.",
      "f.json:1:2: /phone_numbers/a/token: no text; found ****."
    ),
    ("f.json:1:2: /phone_numbers/a/sid: no text; found 5.", "f.json:1:2: /phone_numbers/a/sid: no text; found 5."),
    ("/url: found \"x://u:p@h\".", "/url: found \"x://<credential:user_info>@h\"."), ("nothing", "nothing"),
  ])
  func areHiddenInComplaints(message: String, clean: String) { #expect(Self.redaction.complaint(message) == clean) }

  @Test func aComplaintMayHaveItsPointerBeside() {
    #expect(Self.redaction.complaint("No text; found 5.", pointer: "/a/password") == "No text; found ****.")
    #expect(Self.redaction.complaint("No text; found 5.", pointer: "/a/b") == "No text; found 5.")
  }

  @Test func whatWasHiddenOnceStaysHidden() {
    for text in ["https://u:p@h/?token=abc", "{\"password\":\"x\"}", "sk_0123456789abcdef0123", "Bearer known-key-1"] {
      let clean = Self.redaction.text(text)
      #expect(Self.redaction.text(clean) == clean)
    }
  }

  /// A secret that one request sent in its place is hidden wherever else it stands, before and after.
  @Test func aSecretThatWasSentIsHiddenEverywhere() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox(vocabulary: CredentialVocabularyTests.vocabulary)
      let sent = [
        Happening { $0.body = #"{"name":"echo Tr0ub4dor&3 and 0123456789ab"}"# },
        Happening {
          $0.target = "/v1/things?xi-api-key=qu3ry-value"
          $0.fields.append(("x-api-key", "h3ader-value"))
          $0.fields.append(("cookie", "theme=dark; session=c00kie-value"))
          $0.fields.append(("authorization", "Basic \(Base64Text.encode(Array("user:basic-p4ss".utf8)))"))
          $0.body = #"{"token":"Tr0ub4dor&3","dynamic_variables":{"secret__pin":"0123456789ab"},"password":"string"}"#
        },
        Happening {
          $0.fields = [("content-type", "application/x-www-form-urlencoded")]
          $0.body = "Password=f0rm%2Bvalue&To=1"
        },
        Happening { $0.answer = #"{"a":"qu3ry-value h3ader-value basic-p4ss f0rm+value c00kie-value string"}"# },
        Happening {
          $0.kind = .outgoing
          $0.target = "https://me:0utgoing-pass@app.test/hook"
          $0.answer = #"{"dynamic_variables":{"secret__code":"answ3red"},"note":"0utgoing-pass answ3red"}"#
        },
      ]
      for happening in sent { happening.append(to: sandbox.journal) }
      await sandbox.noteCredentials()
      let texts = sandbox.journal.entries().map { $0.json(in: sandbox, sandbox.redaction).description }
      let secrets = [
        "Tr0ub4dor", "0123456789ab", "qu3ry", "h3ader", "basic-p4ss", "f0rm", "c00kie", "0utgoing-pass", "answ3red",
      ]
      for secret in secrets { for text in texts { #expect(!text.contains(secret), "\(secret)") } }
      // A word that says nothing is hidden in its place only.
      #expect(texts[1].contains(#""password":"<credential:password>""#))
      #expect(texts[3].contains("string"))
      #expect(texts[0].contains("echo <credential:token> and <credential:secret__pin>"))
    }
  }

  @Test func onlySoManyAreLookedForEverywhere() async throws {
    try await onLoop {
      var limits = Limits()
      limits.notedCredentials = 2
      let sandbox = Sandbox(Sandbox.Plan(name: "a"), limits: limits)
      for value in ["one-value-1", "one-value-2", "one-value-3"] {
        sandbox.noteCredentials(in: ["token": .string(value), "note": .string(value)])
      }
      #expect(sandbox.redaction.text("one-value-2 one-value-3") == "<credential:token> one-value-3")
    }
  }

  /// A body whose end was cut off is no JSON any more.
  @Test func aCutBodyIsHiddenAsWell() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      let entry = Happening {
        $0.body =
          #"{"token":"very-secret-1","text":"\#(String(repeating: "a", count: 70_000))","password":"very-secret-2"}"#
      }.entry
      let text = entry.json(in: sandbox, sandbox.redaction).description
      #expect(!text.contains("very-secret") && text.contains("<credential:token>"))
    }
  }
}
