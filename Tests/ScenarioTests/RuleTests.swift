import JSON
import Scenario
import Testing

@testable import Simulation

@Suite struct RuleTests {
  static let operations = ["get_models", "get_voices", "create_batch_call"]
  static let errors = ["invalid_api_key", "quota_exceeded", "rate_limit_exceeded"]

  private func rules(_ files: [String: String], _ references: [String] = ["my.json"]) throws -> [Rule] {
    try library(files).compose(references.map { .named($0) }).rules(
      operations: Self.operations, errors: { Self.errors })
  }

  static let rule = #"{"when": {"operation": "get_models"}, "then": {"error": "invalid_api_key"}}"#

  @Test func rulesOfTheExtendingFileComeFirst() throws {
    let files = [
      "base.json": #"{"title": "b", "rules": [\#(Self.rule), \#(Self.rule)]}"#,
      "my.json": #"{"title": "m", "extends": ["base.json"], "rules": [{"name": "mine", \#(Self.rule.dropFirst())]}"#,
    ]
    #expect(try rules(files).map(\.name) == ["mine", "base#0", "base#1"])
    #expect(try rules(files, ["my.json", "base.json"]).map(\.name) == ["mine", "base#0", "base#1"])
  }

  @Test func theFirstRuleThatTakesARequestDecides() throws {
    let set = RuleSet(
      try rules([
        "my.json": #"""
        {"title": "m", "rules": [
          {"name": "reader", "when": {"operation": "get_models", "key": "reader"}, "then": {"error": "quota_exceeded", "with": {"limit": "3"}}},
          {"name": "both", "when": {"operation": ["get_models", "get_voices"]}, "then": {"error": "rate_limit_exceeded"}},
          {"name": "late", "when": {"operation": "get_voices"}, "then": {"error": "invalid_api_key"}}]}
        """#
      ]))
    #expect(set.decision(on: "get_models", key: "reader")?.name == "reader")
    #expect(set.decision(on: "get_models", key: "reader")?.error == APIError("quota_exceeded", ["limit": "3"]))
    #expect(set.decision(on: "get_models", key: "main")?.name == "both")
    #expect(set.decision(on: "get_models", key: nil)?.name == "both")
    #expect(set.decision(on: "get_voices", key: "reader")?.name == "both")
    #expect(set.decision(on: "get_voices", key: nil, where: { $0.name == "invalid_api_key" })?.name == "late")
    #expect(set.decision(on: "create_batch_call", key: nil) == nil)
    #expect(RuleSet().decision(on: "get_models", key: nil) == nil)
  }

  @Test(arguments: [
    (
      "{\"title\": \"m\", \"rules\": [\n  {\"when\": {\"operation\": \"get_modles\"}, \"then\": {\"error\": \"invalid_api_key\"}}]}",
      "my.json:2:26: /rules/0/when/operation: there is no operation named \"get_modles\". Did you mean \"get_models\"?"
    ),
    (
      "{\"title\": \"m\", \"rules\": [\(rule),\n  {\"when\": {\"operation\": \"get_models\"}, \"then\": {\"error\": \"invalid_apikey\"}}]}",
      "my.json:2:59: /rules/1/then/error: there is no error named \"invalid_apikey\". Did you mean \"invalid_api_key\"?"
    ),
    (
      "{\"title\": \"m\", \"rules\": [{\"when\": {\"operation\": \"get_models\"}, \"then\": {\"error\": \"teapot\"}}]}",
      "my.json:1:82: /rules/0/then/error: there is no error named \"teapot\"."
    ),
  ])
  func unknownNamesAreRefusedWithTheNearest(text: String, words: String) throws {
    #expect {
      try rules(["my.json": text])
    } throws: { error in
      "\(error)" == words
    }
  }

  @Test func anUnknownOperationOfAListIsPointedAt() throws {
    let text =
      #"{"title": "m", "rules": [{"when": {"operation": ["get_models", "get_x"]}, "then": {"error": "invalid_api_key"}}]}"#
    #expect {
      try rules(["my.json": text])
    } throws: { error in
      "\(error)".hasPrefix("my.json:1:64: /rules/0/when/operation/1: ")
    }
  }
}

@Suite struct NearestTests {
  @Test(arguments: [
    ("convai_raed", "convai_read"), ("CONVAI_READ", "convai_read"), ("convai_wriet", "convai_write"),
    ("usr_read", "user_read"),
    ("teapot", nil), ("", nil), ("x", nil),
  ])
  func findsWhatWasMeant(word: String, nearest: String?) {
    #expect(Nearest.to(word, among: ["convai_read", "convai_write", "user_read"]) == nearest)
  }

  @Test func takesTheFirstOfEquals() {
    #expect(Nearest.to("ab", among: ["aa", "bb", "ab2"]) == "aa")
    #expect(Nearest.to("ab", among: []) == nil)
    #expect(Nearest.to("ab", among: ["ax", "ab"]) == "ab")
  }
}
