import JSON
import Scenario
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct ComparisonTests {
  private func snapshot(_ bodies: [String], status: Int = 200, kind: TargetKind = .service) throws -> ParitySnapshot {
    let answers = try bodies.enumerated().map { index, body in
      let value = try JSONParser().parse(Array(body.utf8))
      let json: JSONValue = ["request": "GET /", "status": .integer(status), "headers": ["server": "x"], "body": value]
      return (step: "steps/\(index)", answer: ParitySnapshot.Answer(json))
    }
    let origin = ParitySnapshot.Origin(target: "live", kind: kind, date: "2026-11-21T00:00:00Z", version: "1")
    return ParitySnapshot(
      origin: origin, cases: [(id: "c", content: ParitySnapshot.Case(variables: [:], answers: answers))])
  }

  private func differences(_ reference: String, _ found: String) throws -> [String] {
    Comparison.differences(try snapshot([reference]), try snapshot([found])).map { "\($0.kind) \($0.path)" }
  }

  @Test(
    arguments: [
      ("{\"a\": 1}", "{\"a\": 1}", []), ("{\"a\": 1}", "{}", ["missing /steps/0/body/a"]),
      ("{}", "{\"a\": 1}", ["extra /steps/0/body/a"]), ("{\"a\": 1}", "{\"a\": \"1\"}", ["type /steps/0/body/a"]),
      ("{\"a\": 1}", "{\"a\": 2}", ["value /steps/0/body/a"]),
      ("{\"a\": null}", "{\"a\": 1}", ["type /steps/0/body/a"]),
      ("[1, 2]", "[2, 1]", ["value /steps/0/body"]), ("[1, 2]", "[2, 2]", ["value /steps/0/body/0"]),
      (
        "[{\"id\": \"<agent:1>\", \"n\": 1}, {\"id\": \"<agent:2>\", \"n\": 2}]",
        "[{\"n\": 2, \"id\": \"<agent:1>\"}, {\"n\": 1, \"id\": \"<agent:2>\"}]", ["value /steps/0/body"]
      ),
      ("[1, 2]", "[1]", ["missing /steps/0/body/1"]), ("[]", "[{}]", ["extra /steps/0/body/0"]),
      ("[\"<agent:1>\", \"<agent:2>\", \"<agent:1>\"]", "[\"<agent:2>\", \"<agent:1>\", \"<agent:2>\"]", []),
      ("[\"<agent:1>\", \"<agent:1>\"]", "[\"<agent:1>\", \"<agent:2>\"]", ["value /steps/0/body/1"]),
      ("[\"<agent:1>\", \"<agent:2>\"]", "[\"<agent:1>\", \"<agent:1>\"]", ["value /steps/0/body/1"]),
      ("[\"<unix:1>\", \"<unix:1>\"]", "[\"<unix:1>\", \"<unix:2>\"]", []),
      ("\"id <agent:1>\"", "\"id <conv:1>\"", ["value /steps/0/body"]),
    ] as [(String, String, [String])])
  func tellsTheKindByPath(_ reference: String, _ found: String, _ expected: [String]) throws {
    #expect(try differences(reference, found) == expected)
  }

  @Test func aStepThatWasNotReachedIsToldOnce() throws {
    let two = try snapshot(["1", "2"])
    #expect(Comparison.differences(two, try snapshot(["1"])).map(\.path) == ["/steps/1"])
    #expect(Comparison.differences(two, try snapshot(["5"])).map(\.path) == ["/steps/0/body"])
  }

  @Test func anAcceptedDifferenceNeedsAReasonAndEnds() throws {
    var accepted = AcceptedDifferences()
    let text = #"[{"case": "c*", "path": "/steps/*/a", "reason": "known", "expires": "2026-12-01"}]"#
    try accepted.add(path: "a.json", text: Array(text.utf8))
    let reference = try snapshot(["{\"a\": 1, \"b\": 1}"])
    let found = try snapshot(["{\"a\": 2, \"b\": 2}"])
    let before = ParityResult(reference, found, accepted: accepted, day: "2026-12-01")
    #expect(before.accepted.map(\.reason) == ["known"])
    #expect(before.differences.map(\.difference.path) == ["/steps/0/body/b"])
    let after = ParityResult(reference, found, accepted: accepted, day: "2026-12-02")
    #expect(after.differences.map(\.expired) == ["2026-12-01", nil])
    #expect(after.exitCode == 1)
  }

  @Test(arguments: [
    (#"[{"case": "c", "path": "/", "expires": "2026-12-01"}]"#, "a.json:1:2: /0: "),
    (#"[{"case": "c", "path": "/", "reason": "r", "expires": "soon"}]"#, "a.json:1:55: /0/expires: "),
  ])
  func aMalformedAcceptanceIsShownWhereItStands(_ text: String, _ place: String) {
    var accepted = AcceptedDifferences()
    do {
      try accepted.add(path: "a.json", text: Array(text.utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.description.hasPrefix(place), "\(error)")
    }
  }

  @Test func aDifferenceIsToldOnceHoweverManyStepsMeetIt() throws {
    let result = ParityResult(
      try snapshot(["{\"a\": 1}", "{\"a\": 1}", "{\"a\": 1}"]),
      try snapshot(["{\"a\": 2}", "{\"a\": 2}", "{\"a\": 3}"]),
      accepted: AcceptedDifferences(), day: "2026-12-02")
    #expect(result.differences.map(\.difference.found) == ["2", "3"])
    #expect(result.differences.map(\.difference.place) == ["/body/a", "/body/a"])
    #expect(result.differences[0].cases == ["c"])
  }

  @Test func onlyTheServiceShowsParity() throws {
    let fake = try snapshot(["1"], kind: .fake)
    let result = ParityResult(fake, fake, accepted: AcceptedDifferences(), day: "2026-12-02")
    #expect(!result.isParity)
    #expect(ParityReport.text(result, .terminal).contains("this shows no parity"))
    #expect(ParityResult(try snapshot(["1"]), fake, accepted: AcceptedDifferences(), day: "2026-12-02").isParity)
  }
}
