import HTTP1
import JSON
import LoopTestSupport
import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(2))) struct JournalRenderingTests {
  @Test func tellsEverything() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      var happening = Happening {
        $0.fields += [("xi-api-key", sandbox.value("reader")), ("accept", "a"), ("accept", "b")]
        $0.status = 403
        $0.error = "missing_permissions"
        $0.rule = "deny"
        $0.hint = "Give \(sandbox.value("main")) more."
        $0.target = "/v1/things?a=1&a=2&b=x%20y"
      }
      happening.answerFields.append("x-ringback-fidelity", "scenario")
      happening.append(to: sandbox.journal)
      let entry = try #require(sandbox.journal.entries().first)
      let json = entry.json(in: sandbox, Redaction(sandbox))
      #expect(
        json == [
          "sequence": 1, "time": "2026-11-21T10:00:00Z", "kind": "request", "operation": "make_thing", "key": "reader",
          "request": [
            "method": "POST", "path": "/v1/things", "query": ["a": ["1", "2"], "b": "x y"],
            "headers": [
              "host": "127.0.0.1:8080", "content-type": "application/json", "xi-api-key": "<key:reader>",
              "accept": ["a", "b"],
            ], "body": ["b": 1, "a": [2, 3]], "body_encoding": "json",
          ],
          "response": [
            "status": 403,
            "headers": [
              "content-type": "application/json", "x-trace-id": "0123", "x-ringback-fidelity": "scenario",
            ], "body": ["y": 1, "x": 2], "body_encoding": "json",
          ],
          "error": "missing_permissions", "rules": ["deny"], "passed_over": [], "hint": "Give <key:main> more.",
          "fidelity": "scenario", "microseconds": 12,
        ])
    }
  }

  @Test func fieldsThatAnswersShareAreTold() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      var answered = Happening().answered
      answered.response.preset = HeaderBlock([("x-ringback-fidelity", "stateful"), ("vary", "a: b")])
      sandbox.journal.append(
        time: Happening.noon, request: Happening().request, pathLength: 10, answered: answered, nanoseconds: 0)
      let entry = sandbox.journal.entries()[0]
      let json = entry.json(in: sandbox, Redaction(sandbox))
      #expect(json["fidelity"] == "stateful")
      #expect(json["response"]?["headers"]?["vary"] == "a: b")
    }
  }

  static let bodies: [(String?, [UInt8], JSONValue, JSONValue?)] = [
    (nil, [], nil, .none), ("application/json", Array(#"{"a":1}"#.utf8), ["a": 1], "json"),
    ("application/problem+json; charset=utf-8", Array("[1]".utf8), [1], "json"), (nil, Array("[1]".utf8), [1], "json"),
    ("application/json", Array(#"{"a":"#.utf8), #"{"a":"#, "text"), ("text/plain", Array("1".utf8), "1", "text"),
    ("text/plain", Array("grüße".utf8), "grüße", "text"), ("audio/mpeg", [0xff, 0xfb, 0x90], "//uQ", "base64"),
    (nil, [0x61, 0, 0x62, 0x63], "YQBiYw==", "base64"),
  ]

  @Test(arguments: 0..<bodies.count)
  func bodiesAreValuesTextsOrBase64(index: Int) async throws {
    let (type, bytes, body, encoding) = Self.bodies[index]
    try await onLoop {
      let sandbox = Happening.sandbox()
      let entry = Happening {
        $0.fields = type.map { [(name: "content-type", value: $0)] } ?? []
        $0.bytes = bytes
      }.entry
      let json = entry.json(in: sandbox, Redaction(sandbox))
      #expect(json["request"]?["body"] == body)
      #expect(json["request"]?["body_encoding"] == encoding)
      #expect(json["request"]?["body_cut"] == .none)
    }
  }

  @Test func aCutBodyIsMarked() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      // The cut goes through a character of two bytes.
      let entry = Happening { $0.body = "a" + String(repeating: "ä", count: 40_000) }.entry
      let request = entry.json(in: sandbox, Redaction(sandbox))["request"]
      #expect(request?["body_encoding"] == "text")
      #expect(request?["body"]?.string == "a" + String(repeating: "ä", count: 32_767))
      #expect(request?["body_cut"]?["bytes"] == 80_001)
      #expect(request?["body_cut"]?["sha256"]?.string?.utf8.count == 64)
    }
  }

  @Test func noSecretIsToldAnywhere() async throws {
    try await onLoop {
      let sandbox = Happening.sandbox()
      let secrets = [sandbox.value("main"), sandbox.twilio.authToken, sandbox.twilio.accountSID]
      let all = secrets.joined(separator: " ")
      let encoded = Base64Text.encode(Array("\(sandbox.twilio.accountSID):\(sandbox.twilio.authToken)".utf8))
      let entries = [
        Happening {
          $0.target = "/a/\(secrets[0])/\(secrets[1])?\(secrets[0])=\(secrets[1])"
          $0.fields = [("x-any", all), ("authorization", "Basic \(encoded)"), ("cookie", "s=plain-cookie")]
          $0.body = "{\"a\":\"\(all)\",\"\(secrets[1])\":\"\(encoded)\"}"
          $0.hint = all
          $0.answer = "{\"a\":\"\(all)\"}"
          $0.answerFields = ["x-ringback-hint": all]
        },
        Happening {
          $0.fields = [("authorization", "Bearer plain-secret"), ("xi-api-key", "plain-secret")]
          $0.body = all
          $0.answer = all
          $0.answerFields = ["content-type": "text/plain"]
        },
        Happening {
          $0.fields = [("authorization", "plain-secret")]
          $0.bytes = [0xff] + Array(all.utf8)
        },
      ].map(\.entry)
      for entry in entries {
        let text = entry.json(in: sandbox, Redaction(sandbox)).description
        for secret in secrets + [encoded, "plain-secret", "plain-cookie"] { #expect(!text.contains(secret)) }
        for secret in secrets { #expect(!text.contains(Base64Text.encode(Array(secret.utf8)).dropLast(4))) }
      }
      let first = entries[0].json(in: sandbox, Redaction(sandbox))
      #expect(
        first["request"]?["headers"]?["authorization"] == "Basic <base64:<twilio:account_sid>:<twilio:auth_token>>")
      #expect(first["request"]?["path"] == "/a/<key:main>/<twilio:auth_token>")
      #expect(first["request"]?["query"] == ["<key:main>": "<twilio:auth_token>"])
      let second = entries[1].json(in: sandbox, Redaction(sandbox))
      #expect(
        second["request"]?["headers"] == [
          "authorization": "Bearer <credential:authorization>", "xi-api-key": "<credential:xi-api-key>",
        ])
    }
  }

  @Test func timesAreToldToTheNanosecond() {
    #expect(Instant(nanoseconds: 1).rfc3339Exact == "1970-01-01T00:00:00.000000001Z")
    #expect(Instant(nanoseconds: 1_500_000_000).rfc3339Exact == "1970-01-01T00:00:01.500000000Z")
    #expect(Instant(unixSeconds: 60).rfc3339Exact == "1970-01-01T00:01:00Z")
    #expect(Instant(rfc3339: Instant(nanoseconds: -1).rfc3339Exact) == Instant(nanoseconds: -1))
  }
}
