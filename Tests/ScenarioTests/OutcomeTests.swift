import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Scenario

@Suite(.timeLimit(.minutes(2))) struct OutcomeTests {
  @Test(arguments: [
    ("7", 7.0, 7.0), (#"{"type": "fixed", "milliseconds": 0.5}"#, 0.5, 0.5),
    (#"{"type": "uniform", "lower": 10, "upper": 20}"#, 10, 20),
    (#"{"type": "lognormal", "median": 100, "sigma": 0}"#, 100, 100),
  ])
  func aDelayStaysWithinItsBounds(text: String, lower: Double, upper: Double) throws {
    let delay = try Delay(try JSONParser().parse(Array(text.utf8)), at: JSONPointer(tokens: []))
    var random = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let drawn = delay.duration(using: &random)
      #expect(drawn >= .microseconds(Int64(lower * 1000)) && drawn <= .microseconds(Int64(upper * 1000)))
    }
  }

  @Test func lognormalDelaysHaveTheirMedianAndALongTail() {
    var random = SeededGenerator(seed: 7)
    let drawn = (0..<4001).map { _ in Delay.lognormal(median: 100, sigma: 1).duration(using: &random) }.sorted()
    #expect(drawn[2000] > .milliseconds(92) && drawn[2000] < .milliseconds(108))
    // One in six is more than one sigma above: e times the median.
    #expect(drawn[3366] > .milliseconds(240) && drawn[3366] < .milliseconds(310))
    for _ in 0..<50 { #expect(Delay.lognormal(median: 0, sigma: 3_600_000).duration(using: &random) == .zero) }
    #expect(Delay.lognormal(median: 3_600_000, sigma: 50).duration(using: &random) <= .seconds(3600))
  }

  @Test func delaysOfARuleAreTheSeedsAndDiffer() async throws {
    try await onLoop {
      let rules = #"[{"when": {}, "then": {"delay": {"type": "uniform", "lower": 1, "upper": 1000}}}]"#
      let (one, again) = (try Stage(rules), try Stage(rules))
      let first = (0..<5).map { _ in one.get("/v1/models").steps[0] }
      #expect(first == (0..<5).map { _ in again.get("/v1/models").steps[0] })
      #expect(first[0] != first[1])
    }
  }

  @Test func aPatchChangesWhatTheAnswerSays() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"when": {"operation": "get_agent_route"}, "then": {"patch": {"status": 203,
          "headers": {"server": "changed", "Via": null, "x-new": "{{request.path.agent_id}}", "x-trace-id": "fixed"},
          "merge": {"name": "{{request.path.agent_id}}", "tags": null, "metadata": {"extra": {"a": 1}}},
          "edits": [{"op": "add", "path": "/list", "value": [1, 3]}, {"op": "add", "path": "/list/1", "value": 2},
                    {"op": "add", "path": "/list/-", "value": "{{request.key}}"}, {"op": "replace", "path": "/list/0", "value": 0},
                    {"op": "remove", "path": "/agent_id"}]}}}]
        """#)
      let id = "agent_8301ky28r4tbfwn9jh69rck9w39q"
      let answer = stage.get("/v1/convai/agents/\(id)")
      #expect(answer.status == 203 && answer.json["name"] == .string(id) && answer.json["tags"] == nil)
      #expect(answer["metadata", "extra", "a"] == 1 && answer["metadata", "created_at_unix_secs"].integer != nil)
      #expect(answer.json["list"] == [0, 2, 3, "main"] && answer.json["agent_id"] == nil)
      #expect(answer.fields(named: "server") == ["changed"] && answer.fields(named: "via") == [])
      #expect(answer.field("x-new") == id && answer.fields(named: "x-trace-id") == ["fixed"])
      #expect(answer.fields(named: "content-type") == ["application/json"] && answer.fidelity == "scenario")
      #expect(stage.get("/v1/models").fidelity == "stateful")
    }
  }

  @Test func faultsAddUpInOrderBehindTheDelay() async throws {
    try await onLoop {
      let stage = try Stage(
        #"""
        [{"when": {}, "then": {"fault": {"type": "connection_reset_by_peer"}}},
         {"when": {}, "then": {"delay": 3, "response": {"status": 503}}}]
        """#)
      let answer = stage.get("/v1/models")
      #expect(answer.rules == ["my#0", "my#1"] && answer.steps == [.pause(.milliseconds(3)), .reset])
    }
  }
}
