import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(2))) struct ReportTests {
  /// A run with a case that passed, one that failed and one that was skipped.
  @LoopActor private func result() async throws -> RunResult {
    let exchange = ScriptedExchange { _ in
      .json(["a": "<&>\"", "key": "topsecretkey"], ["x-trace-id": "t1", "x-ringback-hint": "Look here."])
    }
    let fail = Fixture.step("GET", "/v1/a", expect: "\"status\": 200, \"json\": {\"a\": 1, \"key\": 2}")
    let cases = [
      try Fixture.one(Fixture.step("GET", "/v1/a"), id: "good"), try Fixture.one(fail, id: "bad.one"),
      try Fixture.one(Fixture.step("GET", "/v1/a", ", \"key\": \"x\""), id: "none"),
    ]
    var options = ContractRunner.Options()
    options.version = "1.2.3"
    options.run = "rb-1"
    var result = try await ContractRunner(
      ScriptedTarget(exchange), documents: try Fixture.documents(), options: options
    )
    .run(cases)
    result.seconds = 1.25
    return result
  }

  @Test func terminalShowsADiff() async throws {
    try await onLoop {
      let text = ReportFormat.terminal.text(try await self.result())
      #expect(
        text == """

          FAIL bad.one: A test.
               t.json
            step 1: GET /v1/a  [assumed]
              json /a    expected  1
                         found     "<&>\\""
              json /key  expected  2
                         found     "topsecretkey"
              hint: Look here.
              x-trace-id: t1

            1 skipped: scripted has no key named "x" (none)

          scripted: 1 passed, 1 failed, 1 skipped in 1.3 s

          """)
    }
  }

  @Test func tapIsAPlanAndALineACase() async throws {
    try await onLoop {
      let lines = ReportFormat.tap.text(try await self.result()).split(separator: "\n").map(String.init)
      #expect(lines.prefix(4) == ["TAP version 14", "1..3", "ok 1 - good: A test.", "not ok 2 - bad.one: A test."])
      #expect(lines.contains(#"        found: "\"<&>\\\"\"""#))
      #expect(lines.last == "ok 3 - none: A test. # SKIP scripted has no key named \"x\"")
    }
  }

  @Test func junitEscapesAndCounts() async throws {
    try await onLoop {
      let text = ReportFormat.junit.text(try await self.result())
      #expect(
        text.contains("<testsuites name=\"ringback contract\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""))
      #expect(text.contains("<testcase classname=\"bad\" name=\"bad.one\" file=\"t.json\""))
      #expect(text.contains("message=\"json /a: expected 1, found &quot;&lt;&amp;&gt;\\&quot;&quot;\""))
      #expect(text.contains("<skipped message="))
    }
  }

  @Test func jsonHasTheNumbers() async throws {
    try await onLoop {
      let json = try JSONParser().parse(Array(ReportFormat.json.text(try await self.result()).utf8))
      #expect(json["passed"] == 1)
      #expect(json["failed"] == 1)
      #expect(json["skipped"] == 1)
      #expect(json["version"] == "1.2.3")
      #expect(
        json["cases"]?[1]?["failures"]?[0]?["differences"]?[0] == [
          "field": "json /a", "expected": "1", "found": "\"<&>\\\"\"",
        ])
      #expect(json["cases"]?[2]?["reason"] == "scripted has no key named \"x\"")
    }
  }

  @Test func keysAreMaskedInEveryReport() async throws {
    try await onLoop {
      let result = try await self.result()
      for format in ReportFormat.allCases {
        let text = format.text(result)
        #expect(text.contains("topsecretkey"))
        #expect(!SecretMask(["topsecretkey"]).masked(text).contains("topsecretkey"))
      }
    }
  }

  @Test func theMaskTakesKeysOfTheRunAndWhateverLooksLikeOne() {
    let mask = SecretMask(["abcdefghijkl", "abcdefghijklmnop", ""])
    #expect(mask.masked("x abcdefghijklmnop y") == "x abcd**** y")
    #expect(mask.masked("sk_0123456789abcdef0123456789abcdef") == "sk_0123****")
    #expect(mask.masked("cut abcdefghijklmn… and abcdefghijk") == "cut abcd****… and abcdefghijk")
  }
}
