import EventLoop
import JSON
import LoopTestSupport
import Scenario
import Simulation
import Testing

/// A mistake in `agents` is told with the place where it stands.
@Suite(.timeLimit(.minutes(2))) struct ScriptMistakeTests {
  @Test(
    arguments: [
      (["receptionis": [:]], "/agents/receptionis", "Did you mean \"receptionist\"?"),
      (["receptionist": ["lines": [["when": "x"]]]], "/agents/receptionist/lines/0", "it does nothing"),
      (["receptionist": ["lines": [["say": "a", "ask": "b"]]]], "/agents/receptionist/lines/0", "it has say and ask"),
      (
        ["receptionist": ["lines": [["say": "a", "when": "("]]]], "/agents/receptionist/lines/0/when",
        "no regular expression"
      ),
      (["receptionist": ["lines": [["ask_each": "x"]]]], "/agents/receptionist/lines/0/ask_each", "JSON Pointer"),
      (
        ["receptionist": ["lines": [["say": "a", "collect": "b"]]]], "/agents/receptionist/lines/0/collect",
        "belongs to ask"
      ),
      (
        ["receptionist": ["lines": [["end_call": true, "with": [:]]]]], "/agents/receptionist/lines/0/with", "call_tool"
      ),
      (["receptionist": ["lines": [["sya": "a"]]]], "/agents/receptionist/lines/0/sya", "say"),
      (
        ["receptionist": ["analysis": ["call_successful": "maybe"]]], "/agents/receptionist/analysis/call_successful",
        "failure"
      ),
    ] as [(JSONValue, String, String)])
  func mistakesHaveAPlace(agents: JSONValue, pointer: String, words: String) async throws {
    try await onLoop {
      do {
        _ = try Workspace(["agents": agents])
        Issue.record("the scenario was taken")
      } catch let failure as ScenarioFailure {
        #expect(failure.pointer == pointer, "\(failure)")
        #expect(failure.message.contains(words), "\(failure)")
        #expect(failure.line == 1)
      }
    }
  }

  @Test func aStarIsEveryOtherAgent() async throws {
    try await onLoop {
      let workspace = try Workspace(["agents": ["*": ["lines": [["say": "By star."]]], "receptionist": nil]])
      #expect(workspace.sandbox.plan.scenarios.count == 2)
    }
  }
}
