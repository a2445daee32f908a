import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Scenario
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RuleTests {
  static let models = #""when": {"operation": "get_models"}"#

  @Test func rulesOfTheExtendingFileComeFirst() throws {
    let rule = #"{"when": {}, "then": {"delay": 1}}"#
    let files = [
      "base.json": #"{"title": "b", "rules": [\#(rule), \#(rule)]}"#,
      "my.json": #"{"title": "m", "extends": ["base.json"], "rules": [{"name": "mine", \#(rule.dropFirst())]}"#,
    ]
    let vocabulary = RuleVocabulary(operations: { [:] }, errors: { ErrorCatalog([:]) })
    func names(_ references: [ScenarioReference]) throws -> [String] {
      try library(files).compose(references).rules(vocabulary).map(\.name)
    }
    #expect(try names(["my.json"]) == ["mine", "base#0", "base#1"])
    #expect(try names(["my.json", "base.json"]) == ["mine", "base#0", "base#1"])
  }

  @Test func filesOfOneNameHaveRulesOfTheirOwn() throws {
    let text = #"{"title": "t", "rules": [{"when": {}, "then": {"delay": 1}}]}"#
    let rules = try library(["a/x.json": text, "b/x.json": text]).compose(["a/x.json", "b/x.json"])
      .rules(RuleVocabulary(operations: { [:] }, errors: { ErrorCatalog([:]) }))
    #expect(Set(rules.map(\.id)) == ["a/x.json#0", "b/x.json#0"])
  }

  @Test func theFirstThatDecidesEndsTheSearchAndThoseThatShapeAddUp() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"name": "late", "priority": 9, "when": {}, "then": {"error": "invalid_api_key"}},
         {"name": "slow", "when": {}, "then": {"delay": 10, "patch": {"headers": {"x-a": "1"}}}},
         {"name": "full", \#(Self.models), "then": {"error": "quota_exceeded", "with": {"limit": "3"}, "delay": 5}},
         {"name": "unreached", \#(Self.models), "then": {"delay": 100}},
         {"name": "first", "priority": 1, "when": {}, "then": {"patch": {"headers": {"x-a": "0", "x-b": "1"}}}}]
        """#)
      let models = stage.get("/v1/models")
      #expect(models.rules == ["first", "slow", "full"])
      #expect(models["detail", "message"].string?.contains("your quota of 3.") == true)
      #expect(models.field("x-a") == "1" && models.field("x-b") == "1")
      #expect(models.steps.first == .pause(.milliseconds(15)))
      #expect(stage.get("/v1/voices").rules == ["first", "slow", "unreached", "late"].filter { $0 != "unreached" })
    }
  }

  @Test func aDecisionThatIsNotReachedIsNotSpent() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"name": "once", "when": {"path": "/v1/convai/twilio/**"}, "times": 1,
          "then": {"error": "rate_limit_exceeded", "state": {"m": "on"}, "delay": 5}}]
        """#)
      #expect(stage.call(["to_number": 5]).status == 422)
      #expect(stage.call(key: "sk_unknown").status == 401)
      let scope = stage.call(key: "no-write")
      #expect(scope.status == 401 && scope.rules.isEmpty && scope.steps.count == 2)
      #expect(stage.state("m") == "Started")
      let reached = stage.call()
      #expect(reached.status == 429 && reached.rules == ["once"] && reached.steps.first == .pause(.milliseconds(5)))
      #expect(stage.state("m") == "on")
      let after = stage.call()
      #expect(after.status == 200)
      #expect(after.answered.passedOver == [PassedOver(rule: "once", why: "times used up: it has fired 1 times")])
    }
  }

  @Test func aLiteralResponseAnswersInFrontOfEveryCheckAndA401AtTheKey() async throws {
    try await onLoop {
      let literal = try Stage(#"[{"when": {}, "then": {"response": {"status": 204}}}]"#)
      #expect(literal.call(["to_number": 5], key: nil).status == 204)
      #expect(literal.get("/nothing").status == 204)
      let refused = try Stage(#"[{"when": {}, "then": {"error": "invalid_api_key"}}]"#)
      #expect(refused.call(["to_number": 5]).status == 422)
      #expect(refused.call(key: "no-write")["detail", "status"] == "invalid_api_key")
      #expect(refused.get("/nothing").status == 401)
      let late = try Stage(#"[{"when": {}, "then": {"error": "rate_limit_exceeded"}}]"#)
      #expect(late.call(key: "no-write")["detail", "status"] == "missing_permissions")
      #expect(late.send(.put, "/v1/models").status == 429)
    }
  }

  @Test func aPreflightMeetsNoRule() async throws {
    try await onLoop {
      let stage = try Stage(#"[{"when": {}, "then": {"response": {"status": 503}}}]"#)
      let fields = [(name: "origin", value: "http://a"), (name: "access-control-request-method", value: "POST")]
      #expect(stage.send(.options, "/v1/models", key: nil, fields).status == 200)
      #expect(stage.send(.options, "/v1/models", key: nil).status == 503)
    }
  }

  @Test func nthCountsWhatTheRestTakesAlsoBehindADecision() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"when": {"operation": "get_models", "nth": 1}, "then": {"error": "rate_limit_exceeded"}},
         {"when": {"operation": "get_models", "nth": [2, 5]}, "then": {"error": "quota_exceeded"}},
         {"when": {"operation": "get_models", "nth": {"from": 3, "to": 4}}, "then": {"response": {"status": 503}}}]
        """#)
      #expect(stage.get("/v1/voices").status == 200)
      #expect((1...6).map { _ in stage.get("/v1/models").status } == [429, 401, 503, 503, 401, 200])
      let other = stage.get("/v1/models").answered.passedOver
      #expect(other.first?.why == "nth should be 1 and this is request 7")
    }
  }

  @Test func machinesMoveWhenTheSearchIsOver() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"when": {"state": {"m": "Started"}}, "then": {"state": {"m": "b"}}},
         {"when": {"state": {"m": "b"}}, "then": {"state": {"m": "c"}, "patch": {"status": 201}}},
         {"name": "end", "when": {"state": {"m": "c"}}, "then": {"response": {"status": 204}}}]
        """#)
      #expect((1...4).map { _ in stage.get("/v1/models").status } == [200, 201, 204, 204])
    }
  }

  @Test func countersAreTheSandboxesOwnAndStartAnewAtAReset() async throws {
    try await onLoop {
      let rules = #"[{"when": {"nth": 2}, "then": {"error": "rate_limit_exceeded", "state": {"m": "on"}}}]"#
      let registry = SandboxRegistry()
      let one = try Stage(rules, name: "one")
      let other = try Stage(rules, name: "other")
      #expect(one.get("/v1/models").status == 200)
      #expect(other.get("/v1/models").status == 200)
      #expect(one.get("/v1/models").status == 429)
      #expect(one.state("m") == "on" && other.state("m") == "Started")
      let live = try registry.create(one.sandbox.plan)
      live.world = one.sandbox.world
      #expect(live.world[RuleProgress.self].state(of: "m") == "on")
      try registry.reset("one")
      #expect(live.world[RuleProgress.self] == RuleProgress())
    }
  }

  @Test func aRateLimitCountsByKeyAndWindowAndPlan() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"name": "limit", "when": {"operation": "get_models"}, "then": {"rate_limit": {"requests": 1, "seconds": 10,
          "by_tier": {"creator": 2}}, "with": {}, "patch": {"headers": {"retry-after": "10"}}}}]
        """#, #", "world": {"elevenlabs": {"subscription": {"tier": "creator"}}}"#)
      #expect((1...3).map { _ in stage.get("/v1/models").status } == [200, 200, 429])
      let above = stage.get("/v1/models")
      #expect(above.error == "rate_limit_exceeded" && above.field("retry-after") == "10")
      #expect(stage.get("/v1/models", key: "no-write").status == 200)
      stage.wait(.seconds(9))
      #expect(stage.get("/v1/models").status == 429)
      stage.wait(.seconds(1))
      let within = stage.get("/v1/models")
      #expect(within.status == 200 && within.rules.isEmpty)
      #expect(within.answered.passedOver.map(\.why) == ["within the rate limit of 2"])
    }
  }

  @Test func theJournalLearnsWhyRulesDidNotFire() async throws {
    try await onLoop {
      let rules = (0..<12).map {
        #"{"name": "r\#($0)", "when": {"body": {"/x": {"regex": "\#($0)"}}}, "then": {"delay": 1}}"#
      }
      let over = try Stage("[\(rules.joined(separator: ","))]").call().answered.passedOver
      #expect(over.count == 8)
      #expect(over.first?.rule == "r0")
      #expect(over.first?.why == "body /x should be a text that the pattern 0 fits and is not there")
    }
  }

  @Test(arguments: [
    (
      #"{"when": {"body": {"/name": {"regex": "^(a+)+$"}}}, "then": {"delay": 1}}"#,
      #"The scenario's rule "my#0" failed: the pattern ^(a+)+$ came to no end"#
    ),
    (
      #"{"when": {}, "then": {"response": {"body": "{{request.query.x}}"}}}"#,
      #"The scenario's rule "my#0" failed: its template {{request.query.x}} found nothing in this request."#
    ),
    (
      #"{"name": "n", "when": {}, "then": {"error": "quota_exceeded", "with": {"limit": "{{request.body/limit}}"}}}"#,
      #"The scenario's rule "n" failed: its template {{request.body/limit}} found nothing"#
    ),
    (
      #"{"when": {}, "then": {"patch": {"edits": [{"op": "remove", "path": "/nothing/here"}]}}}"#,
      #"The scenario's rule "my#0" failed: its patch found nothing at /nothing/here in the answer, which has status 200."#
    ),
  ])
  func aRuleThatFailsSaysSo(rule: String, words: String) async throws {
    try await onLoop {
      let stage = try Stage("[\(rule)]")
      let body: JSONValue = ["name": .string(String(repeating: "a", count: 40) + "!"), "conversation_config": [:]]
      let answer = stage.post("/v1/convai/agents/create", body)
      #expect(answer.status == 500 && answer.text.hasPrefix(words), "\(answer.text)")
      #expect(answer.fields(named: "content-type") == ["text/plain; charset=utf-8"])
      #expect(answer.error == "rule_error" && answer.fullHint == answer.text && answer.hint.hasPrefix(words.prefix(30)))
      #expect(answer.rules.count == 1 && answer.fidelity == "scenario")
    }
  }
}
