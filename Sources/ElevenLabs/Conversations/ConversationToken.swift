internal import Cryptography
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// `GET /v1/convai/conversation/token`: what a browser opens a WebRTC session with.
@LoopActor enum ConversationTokenRoutes {
  static let handlers: [String: Handler] = ["get_livekit_token": issue]

  /// How long a session can be started with it (assumed: as long as with a signed URL).
  private static let lifetime: Int64 = 15 * 60

  private static func issue(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let agent = try AgentRoutes.find(exchange.query("agent_id")?.string ?? "", in: sandbox)
    // A private agent opens to a key alone.
    if agent.wantsKey, exchange.request.field("xi-api-key") == nil {
      throw APIError(
        "needs_authorization",
        hint: "Agent \(agent.id) has platform_settings.auth.enable_auth, so its token needs a key with convai_write. "
          + "Fetch the token on your server and hand it to the browser; only public agents answer without a key.")
    }
    let conversationID = sandbox.newID("conv")
    let claims = claims(
      of: conversationID, agent, called: exchange.query("participant_name")?.string, at: sandbox.clock.now)
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "livekit/\(sandbox.plan.seed)"))
    let token = JSONWebToken.signed(claims, key: Array(ids.hexadecimal(digits: 48).utf8))
    return .json(["token": .string(token), "conversation_id": .string(conversationID)])
  }

  /// What LiveKit's tokens say; that the room is named after agent and conversation is how the browser's SDK finds the
  /// conversation's id.
  private static func claims(of conversationID: String, _ agent: Agent, called name: String?, at now: Instant)
    -> JSONValue
  {
    let identity = "\(agent.id)_\(conversationID)"
    var claims: JSONObject = ["iss": "APIringback", "sub": .string("user_\(identity)")]
    if let name { claims.append("name", .string(name)) }
    claims.append("nbf", .integer(now.unixSeconds))
    claims.append("exp", .integer(now.unixSeconds + lifetime))
    claims.append(
      "video",
      [
        "room": .string("room_\(identity)"), "roomJoin": true, "canPublish": true, "canSubscribe": true,
        "canPublishData": true,
      ])
    return .object(claims)
  }
}

extension Agent {
  /// Whether nobody may talk to it without a key or something made with one.
  var wantsKey: Bool { platformSettings["auth"]?["enable_auth"]?.bool ?? false }
}

/// JSON Web Tokens (RFC 7519) by HMAC with SHA-256.
enum JSONWebToken {
  /// The compact form: header, claims and signature, each in Base64 for URLs.
  static func signed(_ claims: JSONValue, key: [UInt8]) -> String {
    let header: JSONValue = ["alg": "HS256", "typ": "JWT"]
    let text = [header, claims].map { Base64URL.encode(JSONWriter.bytes($0)) }.joined(separator: ".")
    return "\(text).\(Base64URL.encode(HMAC.bytes(.sha256, key: key, message: Array(text.utf8))))"
  }
}
