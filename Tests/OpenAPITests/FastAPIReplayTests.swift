import HTTP1
import JSON
import OpenAPI
import TestSupport
import Testing

/// Replays every recorded request and compares with what FastAPI really answered.
@Suite(.timeLimit(.minutes(2))) struct FastAPIReplayTests {
  /// Where we knowingly differ: part of the recorded request, and why.
  static let deviations: [(target: String, body: String, reason: String)] = [
    ("/scalars", #"{"i": 99999999999999999999}"#, "integers beyond 64 bits are refused (400); pydantic keeps them"),
    (
      "/scalars", #"{"i": "99999999999999999999"}"#,
      "a string with such an integer is int_parsing_size; pydantic keeps it"
    ),
    ("/scalars", "{\0\"\0i\0\"\0:\0 \07\0}\0", "UTF-16 is refused; Python's json.loads detects it"),
  ]

  @Test func answersEveryRecordedRequestAsFastAPIDid() throws {
    let recording = try JSONParser().parse(Repository.bytes("Tests/OpenAPITests/Fixtures/fastapi.json"))
    let document = try Document(JSONWriter.bytes(#require(recording["document"])))
    let requests = try #require(recording["requests"]?.array)
    #expect(requests.count > 1000)
    for entry in requests where !Self.isDeviation(entry) {
      let (status, answer) = try Self.answer(to: entry, by: document)
      let recorded = try #require(entry["answer"])
      let comment = Comment(rawValue: "\(entry["target"]!) \(entry["headers"]!) \(entry["body"]!)")
      guard entry["status"] == .integer(status) else {
        Issue.record("\(status) for \(entry["status"]!): \(comment): \(answer)")
        continue
      }
      if status == 200 {
        for (name, value) in recorded.object ?? [:] { #expect(answer[name] == value, comment) }
      } else {
        #expect(answer == recorded["detail"], comment)
      }
    }
  }

  @Test func everyDeviationIsStillOne() throws {
    let recording = try JSONParser().parse(Repository.bytes("Tests/OpenAPITests/Fixtures/fastapi.json"))
    let document = try Document(JSONWriter.bytes(#require(recording["document"])))
    let deviating = try #require(recording["requests"]?.array).filter(Self.isDeviation)
    #expect(deviating.count == Self.deviations.count)
    for entry in deviating {
      let (status, answer) = try Self.answer(to: entry, by: document)
      let isSame = entry["status"] == .integer(status) && (status == 200 || answer == entry["answer"]?["detail"])
      #expect(!isSame, "\(entry["target"]!) \(entry["body"]!) no longer differs")
    }
  }

  private static func isDeviation(_ entry: JSONValue) -> Bool {
    deviations.contains { entry["target"]?.string == $0.target && entry["body"]?.string == $0.body }
  }

  private static func answer(to entry: JSONValue, by document: Document) throws -> (Int, JSONValue) {
    let request = Request(
      method: entry["method"] == "GET" ? .get : .post, target: try #require(entry["target"]?.string),
      fields: (entry["headers"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") },
      body: Array((entry["body"]?.string ?? "").utf8))
    guard case .operation(let operation, let parameters) = document.route(method: request.method, path: request.path)
    else { return (404, nil) }
    switch operation.validate(request, pathParameters: parameters) {
    case .success(let input):
      var all = input.path
      all.merge(input.query)
      all.merge(input.body?.object ?? [:])
      return (200, .object(all))
    case .failure(.invalid(let issues)), .failure(.secondPass(let issues)):
      return (422, .array(issues.map(\.json)))
    case .failure(.outOfMemory): return (503, nil)
    case .failure(.tooManyMembers): return (413, nil)
    case .failure(.unparseableBody), .failure(.unreadableForm): return (400, nil)
    }
  }
}
