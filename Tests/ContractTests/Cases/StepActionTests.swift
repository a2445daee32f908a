import Scenario
import Testing

@testable import Contract

/// The kinds of steps besides a request.
@Suite(.timeLimit(.minutes(2))) struct StepActionTests {
  private static let needs = ", \"needs\": {\"webhooks\": true}"

  @Test func readsEachKind() throws {
    let get = Fixture.step("GET", "/v1/{{webhook_url}}")
    let steps = """
      {"until": \(get), "every_seconds": 0.5}, {"pass": {"seconds": 90}},
      {"receive": {"event": "server_tool", "json": {"a": "{{run}}"}, "answer": {"status": 404}, "provenance": "docs"},
       "within_seconds": 5, "capture": {"x": "/a"}},
      {"receive": {"event": "post_call_audio", "never": true, "provenance": "assumed"}}
      """
    let one = try Fixture.one(steps, Self.needs)
    guard case .until(let request, let expect, let patience) = one.steps[0].action,
      case .pass(seconds: 90) = one.steps[1].action,
      case .receive(let tool, let toolPatience) = one.steps[2].action,
      case .receive(let audio, let audioPatience) = one.steps[3].action
    else { return #expect(Bool(false)) }
    #expect(request.path == "/v1/{{webhook_url}}" && expect.status == 200)
    #expect(patience == Patience(seconds: 120, period: 0.5))
    #expect(patience.looks == 241)
    #expect(tool.event == "server_tool" && tool.reply.status == 404 && tool.provenance.description == "docs")
    #expect(toolPatience == Patience(seconds: 5, period: 1))
    #expect(audio.isNever && audioPatience == Patience(seconds: 60, period: 1))
    #expect(one.needsTime)
    // What the case is told of itself is asked of nobody.
    #expect(one.neededVariables == ["run"])
  }

  @Test(arguments: [
    ("{\"title\": \"t\"}", "/steps/0", "a step has one of request, until, pass, receive."),
    ("{\"pass\": {\"seconds\": 1}, \"until\": GET}", "/steps/0/pass", "cannot have \"pass\" as well"),
    ("{\"request\": {\"method\": \"GET\", \"path\": \"/a\"}}", "/steps/0/expect", "this member is required"),
    ("{\"until\": POST}", "/steps/0/until/request/method", "what is repeated must change nothing"),
    ("{\"pass\": {\"seconds\": 1}, \"within_seconds\": 2}", "/steps/0/within_seconds", "for until, receive"),
    ("{\"pass\": {\"seconds\": 1}, \"capture\": {\"a\": \"/a\"}}", "/steps/0/capture", "for request, until, receive"),
    ("{\"until\": GET, \"expect\": {\"status\": 200, \"provenance\": \"docs\"}}", "/steps/0/expect", "for request"),
    ("{\"receive\": {\"event\": \"server_tol\", \"provenance\": \"docs\"}}", "/steps/0/receive/event", "server_tool"),
    ("RECEIVE \"never\": true, \"json\": {}}}", "/steps/0/receive/json", "what never comes has no \"json\""),
    ("RECEIVE \"never\": true}, \"capture\": {\"a\": \"/a\"}}", "/steps/0/capture", "of what never comes"),
    ("RECEIVE \"secret\": \"x\"}}", "/steps/0/receive/secret", "a secret is for \"signature\": \"valid\""),
    ("RECEIVE \"json\": {\"a\": \"<moon:1>\"}}}", "/steps/0/receive/json/a", "<moon:1>"),
    ("RECEIVE \"answer\": {\"json\": \"{{moon}}\"}}}", "/steps/0/receive/answer/json", "variable named \"moon\""),
    ("RECEIVE \"signature\": \"valid\"}}", "/steps/0/receive/signature", "no step before has captured the secret"),
    ("{\"receive\": {\"event\": \"server_tool\"}}", "/steps/0/receive/provenance", "required"),
  ])
  func saysWhatIsWrongAndWhere(_ step: String, _ pointer: String, _ words: String) throws {
    let filled =
      step.replacing(": GET", with: ": " + Fixture.step("GET", "/a")).replacing(
        ": POST", with: ": " + Fixture.step("POST", "/a")
      )
      .replacing("RECEIVE", with: "{\"receive\": {\"event\": \"server_tool\", \"provenance\": \"docs\",")
    let text = try mistake(filled, Self.needs)
    #expect(text.contains(": /cases/0\(pointer): "), "\(text)")
    #expect(text.contains(words), "\(text)")
  }

  @Test func whoReceivesSaysSo() throws {
    let step = "{\"receive\": {\"event\": \"server_tool\", \"provenance\": \"docs\"}}"
    #expect(try mistake(step, "").contains("/cases/0/steps/0/receive: a case that receives something needs"))
    #expect(try mistake(Fixture.step("GET", "/{{webhook_url}}"), "").contains("no variable named \"webhook_url\""))
  }

  /// What is wrong with a case of one step.
  private func mistake(_ step: String, _ needs: String) throws -> String {
    do {
      _ = try Fixture.one(step, class: "writes", needs)
      return "none"
    } catch let failure as FileFailure {
      return failure.description
    }
  }
}
