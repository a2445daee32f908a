import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(2))) struct CaseSelectionTests {
  @Test(arguments: [
    ("agents.create", "agents.create", true), ("agents.create", "agents.*", true), ("agents.create", "*create", true),
    ("agents.create", "*", true), ("agents.create", "a*.c*e", true), ("agents.create", "agents", false),
    ("agents.create", "agents.*.x", false), ("aab", "a*ab", true), ("", "*", true), ("a", "", false),
  ])
  func matchesIDs(_ id: String, pattern: String, fits: Bool) {
    #expect(Glob.matches(id, pattern) == fits)
  }

  @Test func everyGivenCriterionMustTakeIt() throws {
    let one = try Fixture.one(Fixture.step("GET", "/v1/user"), id: "user.get", ", \"tags\": [\"x\"]")
    #expect(CaseSelection().takes(one))
    #expect(CaseSelection(ids: ["nope", "user.*"], tags: ["x"]).takes(one))
    #expect(!CaseSelection(ids: ["user.*"], tags: ["y"]).takes(one))
    #expect(!CaseSelection(operations: ["get_user_info"]).takes(one))
  }
}
