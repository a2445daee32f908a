import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Simulator
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct VerifyTests {
  static let path = "/_ringback/verify"
  static let key = Credential.derivedKey("main", sandbox: "default")
  static let call: JSONValue = [
    "agent_id": "agent_8301ky28r4tbfwn9jh69rck9w39q", "agent_phone_number_id": "phnum_1201ky28r5gse4ma4jz41b93y214",
    "to_number": "+15555550123",
  ]

  /// Entries 1 to 4: user, a call, user, voices.
  @LoopActor static func history(_ control: Control) -> TestPeer {
    let client = control.client(key: key)
    for path in ["/v1/user", "", "/v1/user", "/v1/voices"] {
      if path.isEmpty { _ = client.post("/v1/convai/twilio/outbound-call", call) } else { _ = client.get(path) }
    }
    return client
  }

  static let user: JSONValue = ["path": "/v1/user"]
  static let voices: JSONValue = ["path": "/v1/voices"]

  @Test(
    arguments: [
      (["expect": [["when": ["path": "/v1/user"]]]], [[1, 3]]),
      (["expect": [["when": ["path": "/v1/user"], "exactly": 2]]], [[1, 3]]),
      (["expect": [["when": ["path": "/v1/user"], "at_least": 2, "at_most": 3]]], [[1, 3]]),
      (["expect": [["when": ["path": "/v1/agents"], "exactly": 0]]], [[]]),
      (["expect": [["when": ["body": ["/to_number": ["regex": "^\\+1"]]]], [:]]], [[2], [1, 2, 3, 4]]),
      (["expect": [["when": ["path": "/v1/user"]]], "after": 2], [[3]]),
      (
        ["expect": [["when": ["path": "/v1/user"]], ["when": ["path": "/v1/voices"]]], "in_order": true],
        [[1, 3], [4]]
      ),
      (
        [
          "expect": [["when": ["path": "/v1/user"], "at_least": 2], ["when": ["path": "/v1/voices"]]], "in_order": true,
        ],
        [[1, 3], [4]]
      ),
      (
        ["expect": [["when": ["path": "/v1/convai/**"]], ["when": ["path": "/v1/user"]]], "in_order": true],
        [[2], [1, 3]]
      ),
      (
        [
          "expect": [["when": ["path": "/v1/x"], "exactly": 0], ["when": [:]]], "in_order": true, "within": 0,
          "nothing_else": true,
        ], [[], [1, 2, 3, 4]]
      ),
      (["expect": []], []),
    ] as [(JSONValue, JSONValue)])
  func whatHappenedIsVerified(body: JSONValue, matched: JSONValue) async throws {
    try await onLoop {
      let control = try Control()
      let answer = Self.history(control).post(Self.path, body)
      #expect(answer.json == ["verified": true, "matched": matched, "next": 4], "\(answer.text)")
      #expect(control.issues("verify", answer) == [])
    }
  }

  static let failures: [(JSONValue, [(expectation: String, expected: String, found: String)])] = [
    (["expect": [["when": ["path": "/v1/models"]]]], [("expectation 1", "at least once", "never")]),
    (
      ["expect": [["name": "models", "when": ["path": "/v1/models"], "exactly": 2]]],
      [("\"models\"", "exactly twice", "never")]
    ),
    (
      ["expect": [["when": user, "exactly": 1], ["when": voices, "exactly": 0]]],
      [("expectation 1", "exactly once", "twice (entries 1 and 3)"), ("expectation 2", "never", "once (entry 4)")]
    ),
    (
      ["expect": [["when": [:], "at_most": 3]]],
      [("expectation 1", "at most 3 times", "4 times (entries 1, 2, 3 and 4)")]
    ),
    (
      ["expect": [["when": user, "at_least": 3, "at_most": 5]]],
      [("expectation 1", "3 to 5 times", "twice (entries 1 and 3)")]
    ),
    (
      ["expect": [["name": "voices", "when": voices], ["name": "user", "when": user]], "in_order": true],
      [
        (
          "in_order", "\"user\" at least once behind \"voices\"",
          "entries 1 and 3 of \"user\" came too early: \"voices\" was met by entry 4"
        )
      ]
    ),
    (
      ["expect": [["when": user]], "nothing_else": true, "after": 2],
      [
        (
          "nothing_else", "no request that no expectation takes",
          "1 request, entry 4 (GET /v1/voices, answered 200 at 2026-11-21T10:00:00Z)"
        )
      ]
    ),
    (
      ["expect": [["when": user], ["when": ["path": "/v1/models"]]], "nothing_else": true, "after": 2],
      [
        ("expectation 2", "at least once", "never"),
        (
          "nothing_else", "no request that no expectation takes",
          "1 request, entry 4 (GET /v1/voices, answered 200 at 2026-11-21T10:00:00Z)"
        ),
      ]
    ),
  ]

  @Test(arguments: 0..<failures.count)
  func whatDidNotHappenIsExplained(index: Int) async throws {
    let (body, expected) = Self.failures[index]
    try await onLoop {
      let control = try Control()
      let answer = Self.history(control).post(Self.path, body)
      #expect(answer.status == 422)
      #expect(answer.code == "verification_failed")
      #expect(control.issues("verify", answer) == [])
      let failures = answer["error", "failures"].array ?? []
      #expect(failures.map { $0["expectation"]?.string } == expected.map(\.expectation))
      #expect(failures.map { $0["expected"]?.string } == expected.map(\.expected))
      #expect(failures.map { $0["found"]?.string } == expected.map(\.found))
      let message = answer["error", "message"].string ?? ""
      for one in expected { #expect(message.contains("\(one.expected); found: \(one.found).")) }
    }
  }

  @Test func theNearestMissIsExplainedFieldByField() async throws {
    try await onLoop {
      let control = try Control()
      let client = Self.history(control)
      let answer = client.post(
        Self.path,
        [
          "expect": [
            [
              "name": "Donna calls",
              "when": [
                "operation": "handle_twilio_outbound_call", "key": "main", "body": ["/to_number": "+15555550199"],
              ],
            ]
          ]
        ])
      let nearest = answer["error", "failures", "0", "nearest"]
      #expect(nearest["sequence"] == 2)
      #expect(
        nearest["differences"] == [
          ["field": "body /to_number", "expected": "\"+15555550199\"", "found": "\"+15555550123\""]
        ])
      #expect(
        answer["error", "message"].string
          == "\"Donna calls\" should be so: at least once; found: never. Entry 2 comes nearest "
          + "(POST /v1/convai/twilio/outbound-call, answered 200 at 2026-11-21T10:00:00Z): "
          + "body /to_number should be \"+15555550199\" and is \"+15555550123\".")
    }
  }

  @Test func ofEquallyNearTheLatestIsShown() async throws {
    try await onLoop {
      let answer = Self.history(try Control()).post(
        Self.path, ["expect": [["when": ["path": "/v1/user", "status": 401]]]])
      #expect(answer["error", "failures", "0", "nearest", "sequence"] == 3)
    }
  }

  @Test func noSecretIsInAnExplanation() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client(key: Self.key)
      let sid = try #require(control.simulator.registry["default"]).twilio.accountSID
      _ = client.get("/v1/user/\(sid)?a=\(Self.key)")
      let answer = client.post(Self.path, ["expect": [["when": ["path": "/v1/x", "query": ["a": "b"]]]]])
      #expect(!answer.text.contains(Self.key))
      #expect(!answer.text.contains(sid))
      #expect(answer.text.contains("/v1/user/<twilio:account_sid>"))
    }
  }

  @Test func anEmptyJournalIsSaidToBeEmpty() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      let body: JSONValue = ["expect": [["when": Self.user]]]
      #expect(
        client.post(Self.path, body)["error", "message"].string?.hasSuffix(
          "The journal is empty: no request reached this sandbox.") == true)
      _ = client.get("/v1/user")
      #expect(
        client.post(Self.path, ["expect": [["when": Self.user]], "after": 1])["error", "message"].string?.hasSuffix(
          "Nothing happened since entry 1.") == true)
    }
  }

  @Test func whatTheControlAPIDoesIsNothingElse() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      _ = client.patch("/_ringback/sandboxes/default/world", ["elevenlabs": [:]])
      #expect(client.post(Self.path, ["expect": [], "nothing_else": true]).status == 200)
      _ = client.get("/v1/user")
      #expect(client.post(Self.path, ["expect": [], "nothing_else": true]).status == 422)
    }
  }

  @Test func timeBetweenFirstAndLastIsSandboxTime() async throws {
    try await onLoop {
      let control = try Control()
      let clock = try #require(control.simulator.registry["default"]).clock
      let client = control.client(key: Self.key)
      for (second, path) in [(0, "/v1/user"), (100, "/v1/user"), (103, "/v1/voices")] as [(Int64, String)] {
        clock.change(to: .manual(at: Instant(unixSeconds: 1_795_255_200 + second)))
        _ = client.get(path)
      }
      @LoopActor func verify(_ within: Double, _ inOrder: Bool) -> Reception {
        client.post(
          Self.path,
          [
            "expect": [["when": Self.user], ["when": Self.voices]], "within": .real(within), "in_order": .bool(inOrder),
          ])
      }
      #expect(verify(103, false).status == 200)
      let late = verify(102.5, false)
      #expect(late["error", "failures", "0", "expectation"] == "within")
      #expect(
        late["error", "failures", "0", "expected"]
          == "at most 102.5 s of sandbox time between the first and the last entry")
      #expect(late["error", "failures", "0", "found"] == "103 s")
      // In order one of each is enough, and the nearest pair counts.
      #expect(verify(3, true).status == 200)
      #expect(verify(2, true)["error", "failures", "0", "found"] == "3 s")
    }
  }

  @Test func aWindowThatLostEntriesIsToldApart() async throws {
    try await onLoop {
      let control = try Control(journal: JournalLimits(entries: 2))
      let client = Self.history(control)
      let body: JSONValue = ["expect": [["when": Self.user]]]
      let lost = client.post(Self.path, body)
      #expect(lost.status == 409)
      #expect(lost.code == "journal_incomplete")
      for (cursor, status) in [(1, 409), (2, 200), (3, 422), (4, 422), (5, 409)] {
        #expect(
          client.post(Self.path, ["expect": [["when": Self.user]], "after": .integer(cursor)]).status == status)
      }
      _ = client.delete(JournalRoutesTests.path)
      #expect(client.post(Self.path, ["expect": [["when": Self.user, "exactly": 0]]]).status == 200)
    }
  }

  @Test(
    arguments: [
      ([:], "invalid_request", ""), (["expect": 5], "invalid_request", "/expect"),
      (["expect": [["when": 5]]], "invalid_request", "/expect/0/when"),
      (["expect": [["wen": [:]]]], "invalid_request", "/expect/0/wen"),
      (["expect": [[:], ["when": ["methud": "GET"]]]], "invalid_pattern", "/expect/1/when/methud"),
      (["expect": [["exactly": -1]]], "invalid_request", "/expect/0/exactly"),
      (["expect": [["exactly": 1, "at_most": 2]]], "invalid_request", "/expect/0/exactly"),
      (["expect": [["at_least": 3, "at_most": 2]]], "invalid_request", "/expect/0/at_least"),
      (["expect": [["when": ["operation": "get_user_inf"]]]], "invalid_pattern", "/expect/0/when/operation"),
      (["expect": [["when": ["operation": ["get_voices", "x"]]]]], "invalid_pattern", "/expect/0/when/operation/1"),
      (["expect": [], "timeout": 61], "invalid_request", "/timeout"),
      (["expect": [], "within": 1e300], "invalid_request", "/within"),
      (["expect": [], "inorder": true], "invalid_request", "/inorder"),
    ] as [(JSONValue, String, String)])
  func wrongRequestsAreNamed(body: JSONValue, code: String, pointer: String) async throws {
    try await onLoop {
      let answer = try Control().client().post(Self.path, body)
      #expect(answer.status == 422)
      #expect(answer.code == code)
      #expect(answer["error", "pointer"].string ?? "" == pointer, "\(answer.text)")
    }
  }
}
