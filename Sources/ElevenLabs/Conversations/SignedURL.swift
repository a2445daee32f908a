internal import EventLoop
internal import JSON
internal import Simulation

/// A signed URL that was handed out: what its token opens, and since when (15 minutes, by the vendor's documentation).
struct SignedURL: Record, SnapshotKind {
  static let kind = "signed_urls"

  /// The token, `cvtkn_…`.
  let id: String
  let agentID: String
  let issuedAt: Instant

  var orderKey: Int64 { issuedAt.nanoseconds }
}

/// `GET /v1/convai/conversation/get-signed-url` and its deprecated spelling.
@LoopActor enum SignedURLRoutes {
  static let handlers: [String: Handler] = [
    "get_conversation_signed_link": issue,
    "get_signed_url_deprecated": issue,
  ]

  private static func issue(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let agent = try AgentRoutes.find(exchange.query("agent_id")?.string ?? "", in: exchange.sandbox)
    let sandbox = exchange.sandbox
    let token = SignedURL(id: sandbox.newID("cvtkn"), agentID: agent.id, issuedAt: sandbox.clock.now)
    sandbox.world[SignedURL.self].put(token)
    // The URL names this server, as the client reached it: an SDK connects to it as it stands.
    let socket = "ws" + exchange.arrival.baseURL.dropFirst("http".count)
    var url = "\(socket)/v1/convai/conversation?agent_id=\(agent.id)&conversation_signature=\(token.id)"
    if exchange.query("include_conversation_id")?.bool == true { url += "&conversation_id=\(sandbox.newID("conv"))" }
    return .json(["signed_url": .string(url)])
  }
}
