import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

/// Every matcher with every outcome: where the pattern takes the request the outcome shows, and else nothing does.
@Suite(.timeLimit(.minutes(2))) struct RuleTableTests {
  /// A request and two patterns, of which only the first takes it.
  struct Matching: Sendable {
    var request = Sent.call
    let hit: String
    let miss: String
  }

  enum Sent: Sendable { case call, form, unknownPath }

  static let matchings = [
    Matching(
      hit: #"{"operation": "handle_twilio_outbound_call"}"#, miss: #"{"operation": ["get_models", "get_voices"]}"#),
    Matching(hit: #"{"method": ["POST", "PUT"]}"#, miss: #"{"method": "GET"}"#),
    Matching(hit: #"{"path": "/v1/convai/twilio/{what}"}"#, miss: #"{"path": "/v1/convai/{what}"}"#),
    Matching(hit: #"{"path": "/v1/convai/**"}"#, miss: #"{"path": "/v1/user/**"}"#),
    Matching(hit: #"{"key": "main"}"#, miss: #"{"key": null}"#),
    Matching(
      hit: #"{"headers": {"Content-Type": {"contains": "json"}}}"#, miss: #"{"headers": {"content-type": "a"}}"#),
    Matching(hit: #"{"query": {"dry": 1}}"#, miss: #"{"query": {"dry": {"absent": true}}}"#),
    Matching(request: .form, hit: #"{"form": {"To": "+1"}}"#, miss: #"{"form": {"To": {"regex": "^2"}}}"#),
    Matching(hit: #"{"body": {"/to_number": {"regex": "0123$"}}}"#, miss: #"{"body": {"/to_number": 1}}"#),
    Matching(hit: #"{"body": {"/agent_id": {"type": "string"}}}"#, miss: #"{"body": {"/agent_id": {"type": "null"}}}"#),
    Matching(hit: #"{"nth": 1}"#, miss: #"{"nth": {"from": 2}}"#),
    Matching(hit: #"{"nth": {"every": 1}}"#, miss: #"{"nth": [2, 4]}"#),
    Matching(hit: #"{"state": {"other": "Started"}}"#, miss: #"{"state": {"other": "done"}}"#),
    Matching(hit: #"{}"#, miss: #"{"key": "main", "method": "GET"}"#),
    Matching(request: .unknownPath, hit: #"{"path": "/custom/{x}"}"#, miss: #"{"path": "/custom"}"#),
  ]

  /// An outcome and whether an answer shows it, next to the one that comes without rules.
  struct Result: Sendable {
    let then: String
    let shows: @Sendable (Reception, _ plain: Reception, _ state: String) -> Bool
  }

  static let results = [
    Result(then: #"{"error": "rate_limit_exceeded"}"#) { answer, _, _ in
      answer.status == 429 && answer.error == "rate_limit_exceeded" && answer.fidelity == "scenario"
    },
    Result(then: #"{"error": "invalid_api_key"}"#) { answer, _, _ in
      answer.status == 401 && answer["detail", "status"] == "invalid_api_key"
    },
    Result(
      then: #"{"response": {"status": 503, "headers": {"Retry-After": "7"}, "json": {"m": "{{request.method}}"}}}"#
    ) {
      answer, _, _ in
      answer.status == 503 && answer.field("retry-after") == "7" && answer.json == ["m": "POST"]
        && answer.field("content-type") == "application/json" && answer.fidelity == "scenario"
    },
    Result(then: #"{"rate_limit": {"requests": 0, "seconds": 60}}"#) { answer, _, _ in
      answer.status == 429 && answer.error == "rate_limit_exceeded"
    },
    Result(then: #"{"patch": {"headers": {"x-mark": "{{request.path}}", "server": null}, "merge": {"extra": 1}}}"#) {
      answer, plain, _ in
      var body = plain.json
      body["extra"] = 1
      return answer.status == plain.status && answer.json == body && answer.field("x-mark")?.hasPrefix("/") == true
        && answer.field("server") == nil && plain.field("server") != nil && answer.fidelity == "scenario"
    },
    Result(then: #"{"delay": 1500}"#) { answer, plain, _ in
      answer.status == plain.status && answer.text == plain.text && answer.fidelity == plain.fidelity
        && answer.steps == [.pause(.milliseconds(1500)), .head([1]), .body([2])]
    },
    Result(then: #"{"fault": {"type": "connection_reset_by_peer"}}"#) { answer, _, _ in answer.steps == [.reset] },
    Result(then: #"{"state": {"machine": "on"}}"#) { answer, plain, state in
      state == "on" && answer.text == plain.text && answer.steps == plain.steps
    },
  ]

  @LoopActor static func play(_ sent: Sent, _ stage: Stage) -> Reception {
    switch sent {
    case .call: stage.call()
    case .form:
      stage.send(
        .post, "/v1/convai/twilio/register-call-form", [("content-type", "application/x-www-form-urlencoded")],
        body: Array("To=%2B1".utf8))
    case .unknownPath: stage.post("/custom/path", ["a": 1])
    }
  }

  @Test(arguments: matchings.indices, results.indices)
  func anOutcomeShowsWhereThePatternTakesTheRequest(matching: Int, result: Int) async throws {
    let (matching, result) = (Self.matchings[matching], Self.results[result])
    try await onLoop {
      let plain = Self.play(matching.request, try Stage("[]"))
      @LoopActor func played(_ when: String) throws -> (answer: Reception, state: String) {
        let stage = try Stage(#"[{"name": "r", "when": \#(when), "then": \#(result.then)}]"#)
        let answer = Self.play(matching.request, stage)
        return (answer, stage.state("machine"))
      }
      let hit = try played(matching.hit)
      #expect(result.shows(hit.answer, plain, hit.state), "\(hit.answer.wire)")
      #expect(hit.answer.rules == ["r"] && hit.answer.answered.passedOver.isEmpty)
      let miss = try played(matching.miss)
      #expect(miss.answer.wire == plain.wire && miss.answer.steps == plain.steps && miss.state == "Started")
      #expect(miss.answer.rules == [])
    }
  }
}
