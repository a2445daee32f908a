import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  /// The 401 bodies of reference §2.2.
  static let refusals: [(String, [(name: String, value: String)], String, String)] = [
    ("no key", [], "needs_authorization", "Neither authorization header nor xi-api-key received, please provide one."),
    ("unknown key", [("xi-api-key", "sk_nobody")], "invalid_api_key", "Invalid API key"),
    ("empty key", [("xi-api-key", "")], "invalid_api_key", "Invalid API key"),
    (
      "bearer", [("authorization", "Bearer sk_0123456789abcdef")], "invalid_authorization_header",
      "Invalid authorization header."
    ),
    (
      "unknown key and bearer", [("xi-api-key", "sk_x"), ("authorization", "Bearer y")], "invalid_api_key",
      "Invalid API key"
    ),
  ]

  @Test(arguments: refusals.map(\.0))
  func refusesInTheCurrentEnvelope(situation: String) async throws {
    try await onLoop {
      let (_, fields, status, message) = try #require(Self.refusals.first { $0.0 == situation })
      let answer = try Workspace().peer(key: nil, fields).get("/v1/user")
      #expect(answer.status == 401)
      #expect(
        answer.json["detail"] == [
          "type": "authentication_error", "code": "unauthorized", "message": .string(message),
          "status": .string(status),
          "request_id": JSONValue(answer.field("x-trace-id")),
        ])
      #expect(answer.error == status)
      #expect(answer.field("content-type") == "application/json")
      #expect(!answer.hint.isEmpty)
    }
  }

  @Test(arguments: refusals.map(\.0))
  func refusesInTheLegacyEnvelope(situation: String) async throws {
    try await onLoop {
      let (_, fields, status, message) = try #require(Self.refusals.first { $0.0 == situation })
      let answer = try Workspace(settings("error_envelope", "legacy")).peer(key: nil, fields).get("/v1/user")
      #expect(answer.status == 401)
      #expect(answer.json == ["detail": ["status": .string(status), "message": .string(message)]])
    }
  }

  static let scopes: [(String, String, String)] = [
    ("GET", "/v1/user", "user_read"), ("GET", "/v1/user/subscription", "user_read"),
    ("GET", "/v1/models", "models_read"),
    ("GET", "/v1/voices", "voices_read"), ("GET", "/v2/voices", "voices_read"),
    ("GET", "/v1/convai/agents", "convai_read"),
    ("GET", "/v1/convai/agents/\(Workspace.agentID)", "convai_read"),
    ("GET", "/v1/convai/phone-numbers", "convai_read"),
    ("GET", "/v1/convai/conversations", "convai_read"), ("GET", "/v1/convai/conversations/conv_1", "convai_read"),
    ("DELETE", "/v1/convai/agents/\(Workspace.agentID)", "convai_write"),
    ("DELETE", "/v1/convai/conversations/conv_1", "convai_write"),
    ("GET", "/v1/convai/conversation/get-signed-url?agent_id=\(Workspace.agentID)", "convai_write"),
    ("GET", "/v1/convai/conversation/get_signed_url?agent_id=\(Workspace.agentID)", "convai_write"),
    ("GET", "/v1/convai/batch-calling/workspace", "convai_read"),
  ]

  static let all = ["user_read", "models_read", "voices_read", "convai_read", "convai_write"]

  @Test(arguments: scopes)
  func everyOperationAsksForItsScope(method: String, target: String, scope: String) async throws {
    try await onLoop {
      let scopes = JSONValue.array(Self.all.filter { $0 != scope }.map { .string($0) })
      let workspace = try Workspace([
        "world": [
          "elevenlabs": ["keys": ["lacking": ["permissions": scopes], "only": ["permissions": [.string(scope)]]]]
        ]
      ])
      let refused = workspace.peer(key: "lacking").send(.named(method), target)
      #expect(refused.status == 401)
      #expect(refused["detail", "status"] == "missing_permissions")
      #expect(
        refused["detail", "message"]
          == "The API key you used is missing the permission \(scope) to execute this operation.")
      #expect(refused.hint.contains("\"lacking\""))
      #expect(refused.hint.contains(scope))
      let allowed = workspace.peer(key: "only").send(.named(method), target)
      #expect(allowed.status == 200 || allowed.status == 404, "\(allowed.text)")
    }
  }

  @Test func callsNeedConvaiWrite() async throws {
    try await onLoop {
      let workspace = try Workspace(from: ["missing-permissions"])
      #expect(workspace.peer(key: "no-write").call()["detail", "status"] == "missing_permissions")
      #expect(workspace.peer(key: "no-read").call().status == 200)
    }
  }

  @Test func anyKeyCanBeLetIn() async throws {
    try await onLoop {
      let workspace = try Workspace(acceptsAnyKey: true)
      #expect(workspace.peer(key: nil, [("xi-api-key", "whatever")]).call().status == 200)
      #expect(workspace.peer(key: nil).call().status == 401)
    }
  }

  @Test func modelsWithoutAKeyAnswer404() async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil).get("/v1/models")
      #expect(answer.status == 404)
      #expect(answer["detail", "status"] == "workspace_not_found")
      #expect(answer["detail", "message"] == "Workspace 1anonymous1 not found.")
    }
  }

  @Test func voicesAndFeedbackAreOpen() async throws {
    try await onLoop {
      let workspace = try Workspace()
      #expect(workspace.peer(key: nil).get("/v1/voices").status == 200)
      let id = workspace.peer().call()["conversation_id"].string ?? ""
      #expect(
        workspace.peer(key: nil).post("/v1/convai/conversations/\(id)/feedback", ["feedback": "like"]).status == 200)
    }
  }

  /// A body that lacks everything, without a key: which refusal comes first is a setting.
  @Test(arguments: [("schema_first", 422), ("key_first", 401)])
  func theOrderOfRefusalIsASetting(order: String, status: Int) async throws {
    try await onLoop {
      let workspace = try Workspace(settings("refusal_order", .string(order)))
      #expect(workspace.peer(key: nil).post("/v1/convai/twilio/outbound-call", [:]).status == status)
      #expect(workspace.peer(key: nil).call().status == 401)
      #expect(workspace.peer(key: nil).call(["agent_id": "agent_nobody"]).status == 401)
      #expect(workspace.peer().call(["agent_id": "agent_nobody"]).status == 404)
    }
  }
}
