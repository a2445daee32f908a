import HTTP1
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RoutingTests {
  @Test(arguments: [
    "/", "/v1", "/v1/convai/nothing", "/user", "/v1/users", "/v1/convai/agents/a/b/c", "//", "/v1//nothing",
  ])
  func anUnknownPathIsNotFound(path: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil).get(path)
      #expect(answer.status == 404)
      #expect(answer.text == #"{"detail":"Not Found"}"#)
      #expect(!answer.hint.isEmpty)
      #expect(answer.operation == nil)
    }
  }

  @Test(arguments: [
    ("PUT", "/v1/user", "GET"), ("POST", "/v1/convai/conversations", "GET"), ("HEAD", "/v1/user", "GET"),
    ("OPTIONS", "/v1/user", "GET"), ("GET", "/v1/convai/twilio/outbound-call", "POST"),
    ("PUT", "/v1/convai/agents/a", "GET"), ("POST", "/v1/convai/agents", "GET"),
  ])
  func anotherMethodIsNotAllowed(method: String, path: String, allow: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil).send(.named(method), path)
      #expect(answer.status == 405)
      #expect(answer.text == #"{"detail":"Method Not Allowed"}"#)
      let allowed = (answer.field("allow") ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
      #expect(Set(allowed) == Set(allow.split(separator: ",").map { $0.filter { $0 != " " } }))
    }
  }

  @Test(arguments: [
    ("GET", "/v1/user/", "/v1/user"), ("GET", "/v1/convai/agents/?page_size=2", "/v1/convai/agents?page_size=2"),
    ("POST", "/v1/convai/twilio/outbound-call/", "/v1/convai/twilio/outbound-call"), ("PUT", "/v1/user/", "/v1/user"),
  ])
  func aSlashTooMuchIsRedirected(method: String, target: String, location: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil).send(.named(method), target)
      #expect(answer.status == 307)
      #expect(answer.field("location") == Workspace.baseURL + location)
      #expect(answer.text.isEmpty)
      let strict = try Workspace(settings("trailing_slash", "not_found")).peer(key: nil).send(.named(method), target)
      #expect(strict.status == 404)
      #expect(strict.text == #"{"detail":"Not Found"}"#)
    }
  }

  @Test(arguments: ["/v1/user", "/v1/convai/twilio/outbound-call", "/nowhere"])
  func aPreflightIsAnswered(path: String) async throws {
    try await onLoop {
      let workspace = try Workspace()
      let fields = [("origin", "https://app.example.com"), ("access-control-request-method", "POST")]
      let answer = workspace.peer(key: nil, fields).send(.options, path)
      #expect(answer.status == 200)
      #expect(answer.text == "OK")
      #expect(answer.hasCommonFields)
      for missing in fields { #expect(workspace.peer(key: nil, [missing]).send(.options, path).status != 200) }
    }
  }

  @Test func everyAnswerCarriesTraceAndSandboxDate() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for answer in [
        peer.get("/v1/user"), peer.get("/nowhere"), peer.send(.put, "/v1/user"), peer.get("/v1/user/"), peer.call(),
      ] {
        #expect(answer.field("date") == "Sat, 21 Nov 2026 10:00:00 GMT")
        #expect(answer.field("x-trace-id")?.wholeMatch(of: try Regex("[0-9a-f]{32}")) != nil)
        #expect(answer.fields(named: "date").count == 1)
      }
    }
  }

  @Test func theDocumentIsServed() async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil).get("/openapi.json")
      #expect(answer.status == 200)
      #expect(answer.json["openapi"] == "3.1.0")
    }
  }

  @Test(arguments: [
    ("{\"agent_id\": ", 422, "json_invalid"), ("", 422, "missing"), ("[]", 422, "missing"),
    ("{\"agent_id\": 7}", 422, "string_type"),
  ])
  func aBodyThatDoesNotFitIsRefused(body: String, status: Int, type: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer().send(
        .post, "/v1/convai/twilio/outbound-call", fields: [("content-type", "application/json")], body: Array(body.utf8)
      )
      #expect(answer.status == status)
      #expect(answer["detail", "0", "type"] == .string(type))
    }
  }

  @Test func bytesThatAreNoTextAreAnswered400() async throws {
    try await onLoop {
      let answer = try Workspace().peer().send(
        .post, "/v1/convai/twilio/outbound-call", fields: [("content-type", "application/json")],
        body: [0x7b, 0xff, 0x7d])
      #expect(answer.status == 400)
      #expect(answer.text == #"{"detail":"There was an error parsing the body"}"#)
    }
  }
}
