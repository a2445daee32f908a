import HTTP1
import JSON
import Simulation
import Testing

@testable import Scenario

@Suite(.timeLimit(.minutes(2))) struct RuleIndexTests {
  static func rules(_ whens: [JSONValue]) throws -> [Rule] {
    let vocabulary = RuleVocabulary(operations: { ["a": "/a/{x}", "b": "/b"] }, errors: { ErrorCatalog([:]) })
    return try whens.enumerated().map { index, when in
      let value: JSONValue = ["when": when, "then": ["delay": 1], "priority": .integer(index % 3 + 4)]
      return try Rule(value, id: "r#\(index)", at: JSONPointer(tokens: []), vocabulary)
    }
  }

  static func subject(_ operation: String?, _ path: String, _ body: JSONValue, key: String? = nil) -> MatchSubject {
    let request = Request(
      method: .post, target: "\(path)?q=\(body["q"] ?? 0)", fields: [("h", "1"), ("h", "2")],
      body: JSONWriter.bytes(body))
    return MatchSubject(request: request, path: path, operation: operation, key: key)
  }

  @Test func aBodyIsTakenApartOnlyWhereARuleAsks() throws {
    let byBody = (0..<40).map { ["operation": "a", "body": ["/n": .integer($0)]] as JSONValue }
    let set = RuleSet(try Self.rules(byBody + [["operation": "b"]]))
    let asked = Self.subject("a", "/a/1", ["n": 7])
    #expect(set.candidates(for: asked).count == 1)
    #expect(asked.parsedBody == ["n": 7])
    let unasked = Self.subject("b", "/b", ["n": 7])
    #expect(set.candidates(for: unasked).count == 1)
    #expect(unasked.parsedBody == JSONValue?.none)
  }

  @Test(arguments: 0..<20)
  func theIndexFindsWhatALinearSearchFinds(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    let whens: [JSONValue] = (0..<300).map { _ in
      var when: JSONObject = [:]
      if pick([true, false]) { when["operation"] = pick(["a", "b", ["a", "b", "a"]]) }
      if pick([true, false]) { when["path"] = pick(["/a/1", "/a/{x}", "/{y}/1", "/a/**", "/**", "/b", "/"]) }
      if pick([true, false, false]) { when["key"] = pick(["main", nil, "reader"]) }
      if pick([true, false]) {
        when["body"] = ["/n": pick([1, 1.0, 2, "1", nil, true, ["equals": [1]], ["regex": "1"]])]
      }
      if pick([true, false, false]) { when["query"] = ["q": pick([1, "2", ["absent": true], 0])] }
      if pick([true, false, false]) { when["headers"] = ["h": pick(["1", "2", "3"])] }
      return .object(when)
    }
    let rules = try Self.rules(whens)
    let set = RuleSet(rules)
    let layered = RuleSet(Array(rules[..<120])).inFront(of: RuleSet(Array(rules[100...])))
    #expect(set.rules.count == 300)
    for _ in 0..<200 {
      let subject = Self.subject(
        pick(["a", "b", nil]), pick(["/a/1", "/a/2", "/a/", "/a", "/b", "/b/1", "/", "/c/1/2"]),
        ["n": pick([1, 2.0, "1", nil, true, [1]]), "q": pick([0, 1, 2])], key: pick(["main", "reader", nil]))
      let expected = try rules.stablySorted().filter { try $0.pattern.matches(subject) }.map(\.id)
      #expect(try set.candidates(for: subject).filter { try $0.pattern.matches(subject) }.map(\.id) == expected)
      #expect(try layered.candidates(for: subject).filter { try $0.pattern.matches(subject) }.map(\.id) == expected)
    }
  }

  @Test(
    arguments: [
      { ["operation": "a", "body": ["/to_number": .string("+1\($0)")]] },
      { ["path": "/a/1", "key": .string("k\($0)")] },
      { ["path": .string("/a/\($0)")] }, { ["headers": ["h": .integer($0)]] },
      { ["operation": "a", "query": ["q": .integer($0)], "body": ["/same": 1]] },
      { ["operation": "a", "body": ["/to_number": .string("+1\($0 % 100)"), "/x": .integer($0 / 100)]] },
    ] as [@Sendable (Int) -> JSONValue])
  func manyRulesCostNoMoreThanFew(when: @Sendable (Int) -> JSONValue) throws {
    let set = RuleSet(try Self.rules((0..<10_000).map(when)))
    let body: JSONValue = ["to_number": "+17", "x": 0, "same": 1, "q": 7]
    let subject = Self.subject("a", "/a/1", body, key: "k7")
    var search = RuleSearch(subject: subject, now: Instant(unixSeconds: 0), progress: RuleProgress())
    search.run(set.candidates(for: subject)) { nil }
    #expect((1...RuleBucket.listLength).contains(search.evaluated), "\(search.evaluated)")
    #expect(!search.fired.isEmpty)
  }

  @Test func noRulesAreNoWork() {
    #expect(RuleSet().isEmpty && RuleSet([]).isEmpty)
    #expect(RuleSet([]).candidates(for: Self.subject("a", "/a", [:])).isEmpty)
  }
}
