import HTTP1
import JSON
import Patterns
import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct MatchingTests {
  /// A request that fulfils every pattern of the table, and the facts of its answer.
  static func subject(body: String = #"{"to_number": "+15555550123", "n": 1, "tags": ["a", 2], "deep": {"x": null}}"#)
    -> MatchSubject
  {
    let request = Request(
      method: .post, target: "/~s/v1/convai/agents/agent_1?page_size=5&tag=a&tag=b&empty=",
      fields: [("X-Client", "tests/1.0"), ("xi-api-key", "sk_00000000000000000001")], body: Array(body.utf8))
    let facts = MatchSubject.Facts(
      kind: "request", status: 429, error: "rate_limit_exceeded", rules: ["one", "two"],
      answer: ["detail": ["status": "rate_limit_exceeded"]])
    return MatchSubject(
      request: request, path: "/v1/convai/agents/agent_1", operation: "get_agent_route", key: "main", facts: facts)
  }

  static func form() -> MatchSubject {
    let request = Request(
      method: .post, target: "/x", fields: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array("To=%2B1555&To=b".utf8))
    return MatchSubject(request: request, path: "/x", operation: nil, key: nil)
  }

  static func pattern(_ text: String, for use: RequestPattern.Use = .journal) throws -> RequestPattern {
    try RequestPattern(try JSONParser().parse(Array(text.utf8)), at: JSONPointer(tokens: ["when"]), for: use)
  }

  /// An app that normalizes texts wrongly must not pass: what Unicode calls equal is not the same text.
  @Test(arguments: [
    #"{"body": {"/name": "VALUE"}}"#, #"{"body": {"/name": {"equals": "VALUE"}}}"#,
    #"{"body": {"/name": {"contains": "VALUE"}}}"#, #"{"body": {"": {"equals": {"name": "VALUE"}}}}"#,
    #"{"body": {"/list": {"contains": "VALUE"}}}"#, #"{"query": {"VALUE": "1"}}"#, #"{"path": "/x/VALUE"}"#,
    #"{"key": "VALUE"}"#,
  ])
  func textsAreComparedByTheirBytes(pattern: String) throws {
    let (composed, decomposed) = ("\u{e9}", "e\u{301}")
    for (stated, sent) in [
      (composed, composed), (decomposed, decomposed), (composed, decomposed), (decomposed, composed),
    ] {
      let list = pattern.contains("list")
      let body = list ? "{\"list\": [\"\(sent)\"]}" : "{\"name\": \"\(sent)\"}"
      let query = PercentCoding.encode(sent)
      let request = Request(method: .post, target: "/x/\(query)?\(query)=1", fields: [], body: Array(body.utf8))
      let subject = MatchSubject(request: request, path: "/x/\(query)", operation: nil, key: sent)
      let pattern = try Self.pattern(pattern.replacing(text: "VALUE", with: stated))
      #expect(
        try pattern.matches(subject) == (Array(stated.utf8) == Array(sent.utf8)),
        "\(stated.utf8.count) \(sent.utf8.count)")
    }
  }

  /// Each search is below the bound of one: many of them together are not.
  @Test func patternsHaveOneBudgetTogether() throws {
    let groups = String(repeating: "(a|aa)", count: 14)
    let pattern = try Self.pattern("{\"body\": {\"/n\": {\"regex\": \"^\(groups)(?=b)\"}}}")
    let budget = PatternBudget(1_000_000)
    var (looked, failure) = (0, Pattern.Overrun?.none)
    while looked < 1_000, failure == nil {
      let request = Request(
        method: .post, target: "/", fields: [], body: Array("{\"n\": \"\(String(repeating: "a", count: 40))\"}".utf8))
      let subject = MatchSubject(request: request, path: "/", operation: nil, key: nil, budget: budget)
      do throws(Pattern.Overrun) { _ = try pattern.matches(subject) } catch { failure = error }
      looked += 1
    }
    #expect(failure?.budget == 1_000_000 && looked > 3, "\(looked)")
    #expect(failure?.description.contains("took more than 1000000 steps together") == true)
  }

  @Test(arguments: [
    #"{}"#, #"{"operation": "get_agent_route"}"#, #"{"operation": ["x", "get_agent_route"]}"#, #"{"method": "POST"}"#,
    #"{"method": ["GET", "POST"]}"#, #"{"path": "/v1/convai/agents/agent_1"}"#, #"{"path": "/v1/convai/{what}/{id}"}"#,
    #"{"path": "/v1/**"}"#, #"{"path": "/v1/convai/agents/agent_1/**"}"#, #"{"path": "/**"}"#, #"{"key": "main"}"#,
    #"{"headers": {"X-CLIENT": "tests/1.0"}}"#, #"{"headers": {"x-client": {"contains": "/1", "regex": "^tests"}}}"#,
    #"{"headers": {"x-other": {"absent": true}}}"#, #"{"query": {"page_size": 5}}"#, #"{"query": {"tag": "b"}}"#,
    #"{"query": {"page_size": {"type": "integer"}}}"#, #"{"query": {"empty": ""}}"#,
    #"{"query": {"none": {"absent": true}}}"#,
    #"{"query": {"tag": {"absent": false}}}"#, #"{"body": {"/to_number": "+15555550123"}}"#, #"{"body": {"/n": 1.0}}"#,
    #"{"body": {"/n": {"equals": 1, "type": "integer"}}}"#, #"{"body": {"/tags": {"contains": 2}}}"#,
    #"{"body": {"/tags": {"equals": ["a", 2.0]}}}"#, #"{"body": {"/deep/x": null}}"#,
    #"{"body": {"/deep": {"equals": {"x": null}}}}"#,
    #"{"body": {"/deep/x": {"type": "null"}}}"#, #"{"body": {"/deep/y": {"absent": true}}}"#,
    #"{"body": {"/tags/0": "a"}}"#,
    #"{"body": {"": {"type": "object"}}}"#, #"{"body": {"/n": {"regex": "^1$"}}}"#, #"{"kind": "request"}"#,
    #"{"status": 429}"#,
    #"{"status": [200, 429]}"#, #"{"error": "rate_limit_exceeded"}"#, #"{"rule": "two"}"#,
    #"{"answer": {"/detail/status": {"contains": "limit"}}}"#,
  ])
  func takes(text: String) throws {
    let pattern = try Self.pattern(text)
    #expect(try pattern.matches(Self.subject()))
    #expect(pattern.differences(Self.subject()) == [])
  }

  @Test(arguments: [
    (#"{"operation": "x"}"#, "operation should be x and is get_agent_route"),
    (#"{"method": "GET"}"#, "method should be GET and is POST"),
    (#"{"path": "/v1/convai/agents"}"#, "path should be /v1/convai/agents and is /v1/convai/agents/agent_1"),
    (#"{"path": "/v1/{x}"}"#, "path should be /v1/{x} and is /v1/convai/agents/agent_1"),
    (#"{"key": null}"#, "key should be none and is main"), (#"{"key": "reader"}"#, "key should be reader and is main"),
    (#"{"headers": {"x-other": "1"}}"#, #"header x-other should be "1" and is not there"#),
    (#"{"headers": {"xi-api-key": "sk_x"}}"#, #"header xi-api-key should be "sk_x" and is "sk_0000****""#),
    (#"{"query": {"tag": "c"}}"#, #"query tag should be "c" and is "a" and "b""#),
    (#"{"query": {"page_size": {"absent": true}}}"#, #"query page_size should be nothing there and is "5""#),
    (
      #"{"form": {"To": "x"}}"#,
      #"form To should be "x" and is not there: the body is no application/x-www-form-urlencoded form"#
    ),
    (#"{"body": {"/n": "1"}}"#, #"body /n should be "1" and is 1"#),
    (#"{"body": {"/n": {"type": "string", "equals": 1}}}"#, "body /n should be any string and is 1"),
    (
      #"{"body": {"/to_number": {"regex": "^\\+49"}}}"#,
      #"body /to_number should be a text that the pattern ^\+49 fits and is "+15555550123""#
    ),
    (#"{"body": {"/deep/x": {"absent": true}}}"#, "body /deep/x should be nothing there and is null"),
    (#"{"body": {"/missing": null}}"#, "body /missing should be null and is not there"),
    (#"{"status": 200}"#, "status should be 200 and is 429"),
    (#"{"kind": "control"}"#, "kind should be control and is request"),
    (#"{"error": "x"}"#, "error should be x and is rate_limit_exceeded"),
    (#"{"rule": "x"}"#, "rule should be x and is one or two"),
    (#"{"answer": {"/detail/status": "x"}}"#, #"answer /detail/status should be "x" and is "rate_limit_exceeded""#),
  ])
  func tellsWhatDiffers(text: String, words: String) throws {
    let pattern = try Self.pattern(text)
    #expect(try !pattern.matches(Self.subject()))
    #expect(pattern.differences(Self.subject()).map(\.words) == [words])
  }

  @Test func formsAreRead() throws {
    #expect(try Self.pattern(#"{"form": {"To": "+1555"}, "key": null}"#).matches(Self.form()))
    #expect(try Self.pattern(#"{"form": {"To": {"regex": "^b$"}, "From": {"absent": true}}}"#).matches(Self.form()))
  }

  @Test func aBodyThatIsNoJSONHasNothing() throws {
    for body in ["", "{", "to_number=1"] {
      let subject = Self.subject(body: body)
      #expect(try Self.pattern(#"{"body": {"/n": {"absent": true}}}"#).matches(subject))
      #expect(try !Self.pattern(#"{"body": {"/n": {"absent": false}}}"#).matches(subject))
      #expect(try !Self.pattern(#"{"body": {"": {"type": "object"}}}"#).matches(subject))
    }
    let words = try Self.pattern(#"{"body": {"/n": 1}}"#).differences(Self.subject(body: "{")).map(\.words)
    #expect(words == ["body /n should be 1 and is not there: the body is no JSON"])
  }

  @Test func aPatternWithoutEndIsAnErrorAndNotAMiss() throws {
    let subject = Self.subject(body: #"{"a": "\#(String(repeating: "a", count: 64))!"}"#)
    let pattern = try Self.pattern(#"{"body": {"/a": {"regex": "^(a+)+$"}}}"#)
    #expect(throws: (any Error).self) { try pattern.matches(subject) }
    #expect(pattern.differences(subject).first?.expected.contains("came to no end") == true)
  }

  @Test(arguments: [
    (#"[]"#, "/when", "expected an object; found []."), (#"{"bdoy": {}}"#, "/when/bdoy", #"Did you mean "body"?"#),
    (#"{"operation": 7}"#, "/when/operation", "expected a text; found 7."),
    (#"{"operation": ["a", null]}"#, "/when/operation/1", "expected a text; found null."),
    (#"{"operation": []}"#, "/when/operation", "at least one"),
    (#"{"method": "get"}"#, "/when/method", #"Did you mean "GET"?"#),
    (#"{"method": ["GET", "FETCH"]}"#, "/when/method/1", #"found "FETCH""#),
    (#"{"path": "v1"}"#, "/when/path", "begins with"), (#"{"path": "/v1/a{b}"}"#, "/when/path", "whole segment"),
    (#"{"path": "/v1/**/x"}"#, "/when/path", "last"), (#"{"key": 1}"#, "/when/key", "found 1."),
    (#"{"headers": []}"#, "/when/headers", "expected an object"),
    (#"{"headers": {"x": null}}"#, "/when/headers/x", #"{"absent": true}"#),
    (#"{"query": {"x": {"equals": [1]}}}"#, "/when/query/x/equals", "found [1]."),
    (#"{"body": {"to": 1}}"#, "/when/body/to", "JSON Pointer"),
    (#"{"body": {"/a": {}}}"#, "/when/body/~1a", "found {}."),
    (#"{"body": {"/a": [1]}}"#, "/when/body/~1a", "equals"),
    (#"{"body": {"/a": {"equal": 1}}}"#, "/when/body/~1a/equal", #"Did you mean "equals"?"#),
    (#"{"body": {"/a": {"regex": "(a"}}}"#, "/when/body/~1a/regex", "missing closing parenthesis at offset 2"),
    (#"{"body": {"/a": {"regex": 1}}}"#, "/when/body/~1a/regex", "found 1."),
    (#"{"body": {"/a": {"type": "text"}}}"#, "/when/body/~1a/type", "expected one of string, number"),
    (#"{"body": {"/a": {"absent": 1}}}"#, "/when/body/~1a/absent", "true or false"),
    (#"{"body": {"/a": {"absent": true, "equals": 1}}}"#, "/when/body/~1a/absent", "stand alone"),
    (#"{"status": 7}"#, "/when/status", "found 7."), (#"{"kind": "webhook"}"#, "/when/kind", "request, control"),
    (#"{"nth": 1}"#, "/when/nth", "means nothing here"),
  ])
  func refusesWhatIsNoPattern(text: String, pointer: String, words: String) throws {
    #expect {
      try Self.pattern(text)
    } throws: { error in
      let mistake = error as? ScenarioMistake
      return mistake?.pointer.description == pointer && mistake?.message.contains(words) == true
    }
  }

  @Test func aRuleKnowsNothingOfTheAnswer() throws {
    #expect(throws: ScenarioMistake.self) { try Self.pattern(#"{"status": 200}"#, for: .rule) }
    #expect(throws: Never.self) { try Self.pattern(#"{"nth": 2, "state": {"a": "b"}}"#, for: .rule) }
  }
}
