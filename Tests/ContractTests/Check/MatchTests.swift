import JSON
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct MatchTests {
  /// What is different, a line each.
  private func differences(_ match: String, _ value: String?) throws -> [String] {
    var run = MatchRun("json", PlaceholderBindings())
    let match = try Match(JSONParser().parse(Array(match.utf8)), at: JSONPointer(tokens: []))
    run.compare(try value.map { try JSONParser().parse(Array($0.utf8)) }, with: match, at: JSONPointer(tokens: []))
    return run.differences.map { "\($0.field): \($0.expected) | \($0.found)" }
  }

  @Test(arguments: [
    ("1", "1"), ("1", "1.0"), ("null", "null"), ("\"a\"", "\"a\""), ("{}", "{\"a\": 1}"),
    ("{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 1, \"c\": 2}, \"d\": 3}"), ("[1, 2]", "[1, 2]"),
    ("{\"a\": {\"$\": \"absent\"}}", "{}"), ("{\"$\": \"regex\", \"pattern\": \"^a+$\"}", "\"aaa\""),
    ("{\"$\": \"contains\", \"value\": \"b\"}", "\"abc\""),
    ("{\"$\": \"contains\", \"value\": {\"a\": 1}}", "[3, {\"a\": 1}]"),
    ("{\"$\": \"length\", \"value\": 2}", "[1, 2]"), ("{\"$\": \"length\", \"value\": 2}", "\"é1\""),
    ("{\"$\": \"exact\", \"value\": {\"a\": {}}}", "{\"a\": {\"b\": 1}}"),
    ("{\"$\": \"type\", \"value\": \"number\"}", "1"), ("{\"$\": \"type\", \"value\": \"null\"}", "null"),
    ("\"<ordinary text>\"", "\"<ordinary text>\""),
  ])
  func meets(_ match: String, _ value: String) throws { #expect(try differences(match, value) == []) }

  @Test(arguments: [
    ("1", "2", "json: 1 | 2"), ("null", "0", "json: null | 0"), ("true", "1", "json: true | 1"),
    ("\"1\"", "1", "json: \"1\" | 1"),
    ("{\"a\": 1}", "{}", "json /a: 1 | nothing"), ("{\"a\": null}", "{}", "json /a: null | nothing"),
    ("{\"a\": 1}", "[]", "json: an object | []"), ("[1]", "{}", "json: an array | {}"),
    ("{\"a\": {\"$\": \"absent\"}}", "{\"a\": null}", "json /a: nothing | null"),
    ("[1, 2]", "[1, 3]", "json /1: 2 | 3"), ("[1]", "[1, 2]", "json: 1 elements | 2: [1,2]"),
    ("{\"a/b\": {\"c\": 1}}", "{\"a/b\": {\"c\": 2}}", "json /a~1b/c: 1 | 2"),
    ("{\"$\": \"regex\", \"pattern\": \"^a$\"}", "\"b\"", "json: a text that fits ^a$ | \"b\""),
    ("{\"$\": \"regex\", \"pattern\": \"1\"}", "1", "json: a text that fits 1 | 1"),
    ("{\"$\": \"contains\", \"value\": \"x\"}", "\"abc\"", "json: something that contains \"x\" | \"abc\""),
    ("{\"$\": \"contains\", \"value\": 2}", "[1]", "json: something that contains 2 | [1]"),
    ("{\"$\": \"length\", \"value\": 2}", "[1]", "json: a length of 2 | 1 of them"),
    ("{\"$\": \"exact\", \"value\": {\"a\": 1}}", "{\"a\": 1, \"b\": 2}", "json /b: nothing | 2"),
    ("{\"$\": \"type\", \"value\": \"integer\"}", "1.5", "json: a value of type integer | 1.5"),
    ("\"<conv:1>\"", "\"conv_1\"", "json: a conversation id (conv_, 2 digits, 26 letters and digits) | \"conv_1\""),
  ])
  func differs(_ match: String, _ value: String, _ difference: String) throws {
    #expect(try differences(match, value) == [difference])
  }

  @Test func whatOneElementBindsHoldsForTheRest() throws {
    let match = "[{\"$\": \"contains\", \"value\": {\"id\": \"<text:1>\", \"ok\": true}}, \"<text:1>\"]"
    #expect(try differences(match, "[[{\"id\": \"a\"}, {\"id\": \"b\", \"ok\": true}], \"b\"]") == [])
    #expect(try differences(match, "[[{\"id\": \"a\"}, {\"id\": \"b\", \"ok\": true}], \"a\"]").count == 1)
  }
}
