import HTTP1
import JSON
import OpenAPI
import Testing

@Suite(.timeLimit(.minutes(2))) struct RoutingTests {
  static let paths = """
    {"paths": {
      "/v1/agents": {"get": {"operationId": "list"}, "post": {"operationId": "create"}},
      "/v1/agents/{agent_id}": {"parameters": [{"name": "agent_id", "in": "path", "required": true, "schema": {"type": "integer"}}],
        "get": {"operationId": "get"}, "delete": {}},
      "/v1/agents/summary": {"get": {"operationId": "summary"}},
      "/v1/agents/summary/old": {"get": {"operationId": "old"}},
      "/v1/{kind}/{id}/link": {"get": {"operationId": "link"}},
      "/": {"get": {"operationId": "root"}},
      "/v1/slash/": {"get": {"operationId": "slash"}},
      "/calls/{sid}.json": {"get": {"operationId": "call"}},
      "/calls/{sid}.json/{part}.xml": {"get": {"operationId": "part"}}
    }}
    """

  static func route(_ method: Method, _ path: String) throws -> String {
    let document = try Document(Array(paths.utf8))
    switch document.route(method: method, path: path) {
    case .operation(let operation, let parameters):
      let spelled = parameters.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      return operation.id + spelled
    case .methodNotAllowed(let allow): return "405 " + allow.joined(separator: ",")
    case .notFound: return "404"
    }
  }

  @Test(arguments: [
    ("/v1/agents", "list"), ("/v1/agents/7", "get agent_id=7"), ("/v1/agents/summary", "summary"),
    ("/v1/agents/summary/link", "link id=summary kind=agents"), ("/v1/agents/summary/old", "old"),
    ("/v1/agents/a/link", "link id=a kind=agents"), ("/v1/x/y/link", "link id=y kind=x"), ("/", "root"),
    ("/v1/agents/a%20b%C3%A9", "get agent_id=a bé"), ("/v1/%61gents", "list"),
    ("/v1/agents/a%2Flink", "link id=a kind=agents"),
    ("/v1/agents/", "404"), ("/v1//a/link", "404"), ("/v1/agents/a/b", "404"), ("", "404"), ("v1/agents", "404"),
    ("/v1/slash/", "slash"), ("/v1/slash", "404"), ("/V1/agents", "404"), ("//", "404"),
    ("/calls/CA1.json", "call sid=CA1"), ("/calls/.json", "404"), ("/calls/CA1", "404"), ("/calls/CA1.xml", "404"),
    ("/calls/a.json.json", "call sid=a.json"), ("/calls/x.json/y.xml", "part part=y sid=x"),
  ])
  func findsTheOperation(path: String, answer: String) throws {
    #expect(try Self.route(.get, path) == answer)
  }

  @Test(arguments: [
    (Method.delete, "/v1/agents", "405 GET,POST"), (.head, "/v1/agents/summary", "405 GET"),
    (.delete, "/v1/agents/1", "DELETE /v1/agents/{agent_id} agent_id=1"),
    (.put, "/nope", "404"),
  ])
  func namesTheMethodsOfAPath(method: Method, path: String, answer: String) throws {
    #expect(try Self.route(method, path) == answer)
  }

  @Test func parametersOfThePathItemApplyToItsOperations() throws {
    let document = try Document(Array(Self.paths.utf8))
    let operation = try #require(document.operation(id: "get"))
    let result = operation.validate(Request(target: "/v1/agents/x"), pathParameters: ["agent_id": "x"])
    guard case .failure(.invalid(let issues)) = result else {
      Issue.record("accepted")
      return
    }
    #expect(issues.map(\.location) == [["path", "agent_id"]])
    withExtendedLifetime(document) {}
  }

  @Test func listsOperationsInOrderAndByID() throws {
    let document = try Document(Array(Self.paths.utf8))
    #expect(document.operations.prefix(3).map(\.id) == ["list", "create", "get"])
    #expect(document.operation(id: "old")?.method == .get)
    #expect(document.operation(id: "nope") == nil)
  }

  @Test(arguments: [
    ("", "empty text"), ("{}", "paths"), ("[1]", "paths"),
    ("{\"paths\":\n {\"/a\": {\"get\": {]}}}", "line 2, column 18"),
  ])
  func refusesWhatIsNoDocument(text: String, words: String) {
    let failure = #expect(throws: DocumentFailure.self) { try Document(Array(text.utf8)) }
    #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
  }

  @Test func reportsProblemsOfAWholeDocument() throws {
    let text = """
      {"paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/None"}}}}},
       "components": {"schemas": {"S": {"type": "string", "pattern": "("}, "T": {"$ref": "#/components/schemas/S"}}}}
      """
    #expect(
      try Document(Array(text.utf8)).problems() == [
        "/paths/~1a/get/responses/200: #/components/responses/None leads nowhere",
        "/components/schemas/S: cannot read the pattern (",
      ])
  }
}
