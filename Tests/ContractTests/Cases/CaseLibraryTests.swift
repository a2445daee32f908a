import JSON
import Scenario
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(2))) struct CaseLibraryTests {
  /// The place and the words of what is wrong with a file.
  private func mistake(_ list: String) throws -> String {
    do {
      _ = try Fixture.cases(list)
      return "none"
    } catch let failure as FileFailure {
      return failure.description
    }
  }

  private func one(_ more: String, class kind: String = "read-only", id: String = "a") -> String {
    """
    {"id": "\(id)", "purpose": "A test.", "class": "\(kind)", \(more)}
    """
  }

  @Test func readsEverythingThatACaseSays() throws {
    let one = try Fixture.cases(
      """
      {"id": "agents.get", "purpose": "P.", "class": "writes", "tags": ["x"], "operations": ["get_agent_route"],
       "errors": ["agent_not_found"], "needs": {"agent": true, "phone_number": "sip_trunk", "scopes": ["convai_read"]},
       "steps": [{"title": "T", "request": {"method": "POST", "path": "/p", "key": null, "query": {"a": ["1", "2"]},
         "raw": "AQID"}, "expect": {"status": 201, "schema": false, "provenance": "spec 2026-08-22"},
         "capture": {"id": "/a/0"}}],
       "cleanup": [{"request": {"method": "DELETE", "path": "/p/{{id}}"},
         "expect": {"status": 200, "provenance": "docs"}}]}
      """)[0]
    #expect(one.caseClass == .writes)
    #expect(one.neededVariables == ["agent", "sip_phone_number"])
    guard case .request(let request, let expect) = one.steps[0].action else { return #expect(Bool(false)) }
    #expect(request.key == nil)
    guard case .raw([1, 2, 3]) = request.body else { return #expect(Bool(false)) }
    #expect(expect.provenance.description == "spec 2026-08-22")
    #expect(!expect.checksSchema)
    #expect(one.steps[0].capture.first?.pointer.description == "/a/0")
    #expect(one.cleanup[0].variables == ["id"])
    #expect(one.keys == [KeyName(provider: .elevenlabs, name: "main")])
  }

  @Test func saysWhereAMistakeStands() throws {
    let step = Fixture.step("GET", "/v1/user")
    let list = one(
      """
      "operations": ["get_user_info"],
       "steps": [\(step.replacing("\"status\"", with: "\"stauts\""))]
      """)
    let text = try mistake(list)
    #expect(text.hasPrefix("t.json:3:23: /cases/0/steps/0/expect/stauts: "), "\(text)")
    #expect(text.contains("Did you mean \"status\"?"))
  }

  @Test(arguments: [
    (
      "\"operations\": [\"get_user_inf\"], \"steps\": [STEP]", "/cases/0/operations/0",
      "Did you mean \"get_user_info\"?"
    ),
    ("\"operations\": [], \"errors\": [\"invalid_api_ky\"], \"steps\": [STEP]", "/cases/0/errors/0", "invalid_api_key"),
    ("\"operations\": [], \"steps\": [STEP{{agnt}}]", "/cases/0/steps/0/request/path", "Did you mean \"agent\"?"),
    ("\"operations\": [], \"steps\": [POST]", "/cases/0/steps/0", "a read-only case must not send POST and expect 200"),
    (
      "\"operations\": [], \"steps\": [STEP], \"cleanup\": [STEP{{later}}]", "/cases/0/cleanup/0/request/path",
      "no variable named \"later\""
    ),
  ])
  func refusesWhatTheSchemaCannotSee(_ more: String, pointer: String, words: String) throws {
    let get = Fixture.step("GET", "/v1/user")
    let filled =
      more
      .replacing("STEP{{agnt}}", with: Fixture.step("GET", "/v1/{{agnt}}"))
      .replacing("STEP{{later}}", with: Fixture.step("GET", "/v1/{{later}}"))
      .replacing("STEP", with: get).replacing("POST", with: Fixture.step("POST", "/v1/user"))
      .replacing("send \(Fixture.step("POST", "/v1/user"))", with: "send POST")
    let text = try mistake(one(filled))
    #expect(text.contains(": \(pointer): "), "\(text)")
    #expect(text.contains(words), "\(text)")
  }

  @Test func refusesAPatternThatIsNone() throws {
    let step = Fixture.step(
      "GET", "/v1/user", expect: #""status": 200, "json": {"a": {"$": "regex", "pattern": "(["}}"#)
    let text = try mistake(one("\"operations\": [], \"steps\": [\(step)]"))
    #expect(text.contains("/cases/0/steps/0/expect/json/a/pattern: this is no pattern"), "\(text)")
  }

  @Test func refusesAnIDThatIsTaken() throws {
    let body = "\"operations\": [], \"steps\": [\(Fixture.step("GET", "/v1/user"))]"
    let text = try mistake("\(one(body)), \(one(body))")
    #expect(text.contains("/cases/1/id: t.json has a case named \"a\" already"), "\(text)")
  }
}
