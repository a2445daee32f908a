import ElevenLabs
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct HintTests {
  struct Mistake: Sendable {
    let method: String
    let target: String
    let body: JSONValue?
    let status: Int
    /// What the hint must name.
    let named: [String]

    init(_ method: String, _ target: String, _ body: JSONValue? = nil, _ status: Int, _ named: String...) {
      self.method = method
      self.target = target
      self.body = body
      self.status = status
      self.named = named
    }
  }

  static let call = "/v1/convai/twilio/outbound-call"

  /// The mistaken calls that people really make: answered as the service does, with a hint that names the right one.
  @Test(arguments: [
    Mistake("POST", "/v1/convai/conversation", [:], 404, call),
    Mistake("GET", "/v1/convai/conversation", nil, 404, "/v1/convai/conversations", "wss"),
    Mistake("POST", "/v1/convai/conversation/phone", [:], 404, call),
    Mistake("POST", "/v1/convai/phone-number/\(Workspace.numberID)/call", [:], 404, call, "agent_phone_number_id"),
    Mistake("POST", "/v1/convai/conversations", [:], 405, call, "GET"),
    Mistake("GET", "/convai/agents", nil, 404, "/v1/convai/agents"),
    Mistake("GET", "/user", nil, 404, "/v1/user"),
    Mistake("GET", "/v1/agents", nil, 404, "/v1/convai/agents"),
    Mistake("GET", "/v1/v1/user", nil, 404, "/v1 twice"),
    Mistake("POST", "/v1/convai/twilio/outbound_call", [:], 404, call),
    Mistake("PUT", "/v1/convai/agents/\(Workspace.agentID)", [:], 405, "PATCH"),
    Mistake("GET", "/v1/convai/agnets", nil, 404, "GET /v1/convai/agents"),
    Mistake("GET", "/v1/convai/converations/conv_1", nil, 404, "GET /v1/convai/conversations/{conversation_id}"),
    Mistake("GET", "/v1/convai/mcp-servers", nil, 404, "Ringback has no", "real service may have it"),
    Mistake(
      "POST", call, Workspace.call(["to_number": nil, "to_phone_number": "+15555550123"]), 422, "to_phone_number",
      "to_number"),
    Mistake(
      "POST", call, Workspace.call(["agent_phone_number_id": nil, "agent_phone_number": "+15555550100"]), 422,
      "agent_phone_number_id",
      "phnum_"),
    Mistake("POST", call, Workspace.call(["to_number": nil, "to_numbr": "+1"]), 422, "to_numbr", "to_number"),
    Mistake(
      "POST", call, Workspace.call(["dynamic_variables": ["name": "Ada"]]), 200,
      "conversation_initiation_client_data.dynamic_variables"),
    Mistake(
      "POST", call, Workspace.call(["conversation_initiation_client_data": ["customer": "Ada", "order": 7]]), 200,
      "customer", "order",
      "dynamic_variables"),
    Mistake(
      "POST", call, Workspace.call(["agent_id": .string(Workspace.numberID)]), 404, "phone number", Workspace.agentID),
    Mistake("POST", call, Workspace.call(["agent_id": "Receptionist"]), 404, "agent_...", Workspace.agentID),
    Mistake("POST", call, Workspace.call(["agent_phone_number_id": "+1 555 555 0100"]), 404, Workspace.numberID),
    Mistake("POST", call, Workspace.call(["agent_phone_number_id": "+15555550777"]), 404, "import"),
    Mistake(
      "POST", call, Workspace.call(["agent_phone_number_id": .string(Workspace.agentID)]), 404, "agent",
      Workspace.numberID),
    Mistake("GET", "/v1/convai/conversations?limit=5", nil, 200, "page_size"),
    Mistake("GET", "/v1/convai/conversations/CA0123", nil, 404, "callSid"),
  ])
  func namesTheCallThatWorks(mistake: Mistake) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let answer =
        mistake.body.map { peer.send(.named(mistake.method), mistake.target, json: $0) }
        ?? peer.send(.named(mistake.method), mistake.target)
      #expect(answer.status == mistake.status, "\(answer.text)")
      for word in mistake.named { #expect(answer.hint.contains(word), "\(answer.hint)") }
      #expect(answer.hint.utf8.count <= HintLine.limit)
      #expect(answer.hint.utf8.allSatisfy { (0x20...0x7e).contains($0) })
      #expect(!answer.text.contains("hint"))
    }
  }

  @Test func aBearerTokenIsExplained() async throws {
    try await onLoop {
      let answer = try Workspace().peer(key: nil, [("authorization", "Bearer sk_0123456789abcdef0123")]).get("/v1/user")
      #expect(answer.hint.contains("xi-api-key"))
    }
  }

  @Test func aRightCallHasNoHint() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      #expect(peer.get("/v1/user").field("x-ringback-hint") == nil)
      #expect(
        peer.call(["conversation_initiation_client_data": ["dynamic_variables": ["customer_name": "Ada"]]]).field(
          "x-ringback-hint")
          == nil)
    }
  }

  /// Whatever a client sends as a secret, and whatever the sandbox's own secrets are, no hint repeats it.
  @Test(arguments: [
    [("xi-api-key", "sk_00112233445566778899aabbccddeeff0011223344556677")],
    [("xi-api-key", "my-literal-key-123456789")],
    [("authorization", "Bearer sk_00112233445566778899aabbccddeeff0011223344556677")],
    [("authorization", "sk_00112233445566778899aabbccddeeff0011223344556677")],
    [("authorization", "my-literal-key-123456789")],
  ])
  func neverShowsASecret(fields: [(String, String)]) async throws {
    try await onLoop {
      let workspace = try Workspace(["world": ["elevenlabs": ["keys": ["own": ["value": "own-literal-secret-value"]]]]])
      let peer = workspace.peer(key: nil, fields.map { (name: $0.0, value: $0.1) })
      for answer in [
        peer.get("/v1/user"), peer.call(), peer.post("/v1/convai/conversation", [:]), peer.get("/nowhere"),
      ] {
        for secret in [
          "00112233445566778899aabbccddeeff", "my-literal-key-123456789", "own-literal-secret-value",
          workspace.key("main"),
        ] {
          #expect(!answer.hint.contains(secret), "\(answer.hint)")
        }
      }
    }
  }

  @Test func aMissingScopeDoesNotShowTheKey() async throws {
    try await onLoop {
      let workspace = try Workspace([
        "world": ["elevenlabs": ["keys": ["own": ["value": "own-literal-secret-value", "permissions": []]]]]
      ])
      let answer = workspace.peer(key: "own").get("/v1/user")
      #expect(answer["detail", "status"] == "missing_permissions")
      #expect(!answer.hint.contains("own-literal-secret-value"), "\(answer.hint)")
      let refused = try Workspace([
        "world": [
          "elevenlabs": ["keys": ["own": ["value": "own-literal-secret-value", "refused_with": "invalid_api_key"]]]
        ]
      ])
      #expect(!refused.peer(key: "own").get("/v1/user").hint.contains("own-literal-secret-value"))
    }
  }

  @Test func aKeyInQuotesIsRecognised() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let answer = workspace.peer(key: nil, [("xi-api-key", "\"\(workspace.key())\"")]).get("/v1/user")
      #expect(answer.status == 401)
      #expect(answer.hint.contains("quotes"))
      #expect(!answer.hint.contains(workspace.key()))
    }
  }

  @Test func anUnknownSandboxIsNamed() async throws {
    try await onLoop {
      let answer = Reception(answered: try Workspace().api.unknownSandbox("bäd\u{0}", known: ["default", "b"]))
      #expect(answer.status == 404)
      #expect(answer.hint.contains("default, b"))
      #expect(answer.hint.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }
  }
}
