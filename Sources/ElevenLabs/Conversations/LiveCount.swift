internal import EventLoop
internal import JSON
internal import Simulation

/// `GET /v1/convai/analytics/live-count`.
@LoopActor enum LiveCountRoutes {
  static let handlers: [String: Handler] = ["get_live_count": count]

  /// Live are the conversations that count against the plan's concurrency; that those which only ring do is assumed.
  private static func count(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let conversations = exchange.sandbox.world[Conversation.self]
    let agentIDs = Set(exchange.queryList("agent_ids") + [exchange.query("agent_id")?.string].compactMap(\.self))
    guard !agentIDs.isEmpty else { return .json(["count": .integer(conversations.count(in: Conversation.liveGroup))]) }
    var count = 0
    conversations.scan(in: Conversation.liveGroup) { row in
      if agentIDs.contains(row.record.agentID) { count += 1 }
      return true
    }
    return .json(["count": .integer(count)])
  }
}
