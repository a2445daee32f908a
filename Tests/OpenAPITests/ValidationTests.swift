import HTTP1
import JSON
import OpenAPI
import Simulation
import Testing

/// What FastAPI's own document cannot show: our extensions, references in a circle, order of passes.
@Suite(.timeLimit(.minutes(2))) struct ValidationTests {
  static let secondPass = """
    {"type": "object", "title": "Body_create", "required": ["config"], "properties": {
      "name": {"type": "string"},
      "config": {"$ref": "#/components/schemas/Config", "x-ringback-second-pass": true}}}
    """
  static let config = """
    {"Config": {"type": "object", "properties": {"turns": {"type": "integer", "default": 3},
      "tools": {"type": "array", "items": {"$ref": "#/components/schemas/Tool"}}}},
     "Tool": {"type": "object", "required": ["params"], "properties": {"params": {"type": "string"}}}}
    """

  @Test func theSecondPassHasItsOwnRoot() throws {
    let document = try document(body: Self.secondPass, components: Self.config)
    guard case .failure(.secondPass(let issues)) = document.post(["config": ["turns": "x", "tools": [["a": 1]]]]) else {
      Issue.record("no second pass")
      return
    }
    #expect(issues.map(\.location) == [["turns"], ["tools", 0, "params"]])
    #expect(issues[1].input == ["a": 1])
  }

  @Test func theSecondPassWaitsForTheFirst() throws {
    let document = try document(body: Self.secondPass, components: Self.config)
    guard case .failure(.invalid(let issues)) = document.post(["name": 1, "config": ["turns": "x"]]) else {
      Issue.record("no first pass")
      return
    }
    #expect(issues.map(\.location) == [["body", "name"]])
  }

  @Test func theFirstPassWantsAnObject() throws {
    let document = try document(body: Self.secondPass, components: Self.config)
    guard case .failure(.invalid(let issues)) = document.post(["config": 5]) else {
      Issue.record("accepted")
      return
    }
    #expect(issues.map(\.type) == ["model_attributes_type"])
    #expect(issues.map(\.location) == [["body", "config"]])
  }

  @Test func theSecondPassFillsDefaults() throws {
    let document = try document(body: Self.secondPass, components: Self.config)
    let input = try document.post(["config": ["junk": 1]]).get()
    #expect(input.body == ["config": ["turns": 3]])
    #expect(input.rawBody == ["config": ["junk": 1]])
  }

  @Test func referencesMayGoInCircles() throws {
    let tree = ##"{"Tree": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tree"}}}}"##
    let document = try document(body: ##"{"$ref": "#/components/schemas/Tree"}"##, components: tree)
    #expect(try document.post(["next": ["next": ["x": 1]]]).get().body == ["next": ["next": [:]]])
  }

  @Test func valuesAsDeepAsTheParserAllowsAreChecked() throws {
    let tree =
      ##"{"Tree": {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}, "n": {"type": "integer"}}}}"##
    let document = try document(body: ##"{"$ref": "#/components/schemas/Tree"}"##, components: tree)
    let deep = (0..<199).reduce(["n": "x"] as JSONValue) { inner, _ in ["next": inner] }
    guard case .failure(.invalid(let issues)) = document.post(deep) else {
      Issue.record("accepted")
      return
    }
    #expect(issues.map(\.location.count) == [201])
  }

  @Test func referencesThatLeadNowhereElseSayNothing() throws {
    let loop = ##"{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}"##
    let endless = try document(body: ##"{"$ref": "#/components/schemas/A"}"##, components: loop)
    _ = endless.operations[0].sample(status: 200, seed: 1)
    #expect(try endless.post(1).get().body == 1)
    let own = ##"{"A": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}}"##
    let selfish = try document(body: ##"{"$ref": "#/components/schemas/A"}"##, components: own)
    #expect(try selfish.post(1).get().body == 1)
    #expect(selfish.operations[0].sample(status: 200, seed: 1) == .null)
  }

  @Test func typesThatContainThemselvesHaveATag() throws {
    let any =
      ##"{"Any": {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Any"}}, {"type": "integer"}]}}"##
    let document = try document(body: ##"{"$ref": "#/components/schemas/Any"}"##, components: any)
    guard case .failure(.invalid(let issues)) = document.post("x") else {
      Issue.record("accepted")
      return
    }
    #expect(issues.map(\.type) == ["list_type", "int_parsing"])
  }

  @Test(arguments: [
    ("[1,2", nil), ("{\"a\": NaN}", Refusal.unparseableBody), ("[18446744073709551616]", .unparseableBody),
    (String(repeating: "[", count: 300) + String(repeating: "]", count: 300), .unparseableBody),
  ])
  func whatCannotBeParsedIsRefused(text: String, refusal: Refusal?) throws {
    let document = try document(body: "{}")
    let request = Request(
      method: .post, target: "/", fields: [("Content-Type", "application/json")], body: Array(text.utf8))
    let result = document.operations[0].validate(request, pathParameters: [:])
    guard case .failure(let found) = result else {
      Issue.record("accepted \(text)")
      return
    }
    if let refusal { #expect(found == refusal) } else { #expect(found != .unparseableBody) }
  }

  @Test(arguments: ["{\"a\": 1}", "{\"a\": \"x\"}", "{}", "[1]", "null"], ["application/json", "text/plain"])
  func aBodyThatIsTakenApartAlreadyIsJudgedTheSame(text: String, type: String) throws {
    let document = try document(
      body: #"{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}"#)
    let request = Request(method: .post, target: "/", fields: [("content-type", type)], body: Array(text.utf8))
    let operation = document.operations[0]
    let again = operation.validate(request, pathParameters: [:], parsedBody: try json(text))
    #expect("\(again)" == "\(operation.validate(request, pathParameters: [:]))")
  }

  @Test func invalidUTF8IsUnparseable() throws {
    let document = try document(body: "{}")
    let request = Request(
      method: .post, target: "/", fields: [("content-type", "application/json")], body: [0x22, 0xFF, 0x22])
    #expect(document.operations[0].validate(request, pathParameters: [:]) == .failure(.unparseableBody))
  }

  @Test func issuesRenderInFastAPIsOrder() {
    let issue = ValidationIssue(type: "t", location: ["body", 1], message: "m", input: nil, context: ["le": 1.0])
    #expect(issue.json.description == #"{"type":"t","loc":["body",1],"msg":"m","input":null,"ctx":{"le":1.0}}"#)
  }

  @Test func aListFullOfMistakesIsLeftEarly() throws {
    let document = try document(body: #"{"type": "array", "items": {"type": "string"}}"#)
    guard case .failure(.invalid(let issues)) = document.post(.array(Array(repeating: 1, count: 50_000))) else {
      Issue.record("accepted")
      return
    }
    #expect(issues.count == 10_000)
  }

  @Test func aSetOfManyItemsIsMadeInOneGo() throws {
    let document = try document(body: #"{"type": "array", "items": {"type": "integer"}, "uniqueItems": true}"#)
    let items = (0..<100_000).map { JSONValue.integer($0 % 50_000) }
    #expect(try document.post(.array(items)).get().body?.array?.count == 50_000)
  }

  @Test func aHostileObjectOfManyMembersIsCheckedInOneGo() throws {
    let properties = (0..<200).map { #""p\#($0)": {"type": "string"}"# }.joined(separator: ",")
    let document = try document(body: #"{"type": "object", "properties": {\#(properties)}}"#)
    let body = JSONValue.object(JSONObject((0..<19_999).map { ("k\($0)", 1) } + [("p7", "x")]))
    #expect(try document.post(body).get().body == ["p7": "x"])
    let more = JSONValue.object(JSONObject((0..<20_001).map { ("k\($0)", 1) }))
    #expect(throws: Refusal.tooManyMembers("an object of 20001 members, more than 20000")) {
      try document.post(more).get()
    }
  }
}

extension Operation {
  func sample(status: Int, seed: UInt64) -> JSONValue? {
    var generator = SeededGenerator(seed: seed)
    return sample(status: status, using: &generator)
  }
}
