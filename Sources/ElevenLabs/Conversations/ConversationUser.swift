internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// One whom agents talked to: what the conversations with this `user_id` add up to.
struct ConversationUser: Sendable {
  let id: String
  /// The newest conversation.
  private let last: TableRow<Conversation>
  private var firstStart: Instant
  private var count: Int64 = 1

  /// A user of whom the newest conversation is known.
  private init(_ id: String, last: TableRow<Conversation>) {
    self.id = id
    self.last = last
    firstStart = last.record.startedAt
  }

  /// The users of the conversations that `matches` lets through, in no order that counts.
  static func all(in world: World, of group: GroupKey?, where matches: (Conversation) -> Bool) -> [ConversationUser] {
    var users: [ConversationUser] = []
    var places: [String: Int] = [:]
    world[Conversation.self].scan(in: group) { row in
      guard let id = row.record.userID, matches(row.record) else { return true }
      if let place = places[id] {
        users[place].count += 1
        users[place].firstStart = row.record.startedAt
      } else {
        places[id] = users.count
        users.append(ConversationUser(id, last: row))
      }
      return true
    }
    return users
  }

  /// Where a list sorted by this member has the user; ties stand in the order of the newest conversations.
  ///
  /// Nothing weighs what was said, so that all are alike by sentiment.
  func position(by member: String) -> Position {
    let arrival = last.position.arrival
    return switch member {
    case "conversation_count": Position(key: count, arrival: arrival)
    case "average_sentiment_score": Position(key: 0, arrival: arrival)
    default: Position(key: last.record.startedAt.nanoseconds, arrival: arrival)
    }
  }

  /// One element of `GET /v1/convai/users`.
  var json: JSONValue {
    [
      "user_id": .string(id),
      "last_contact_unix_secs": .integer(last.record.startedAt.unixSeconds),
      "first_contact_unix_secs": .integer(firstStart.unixSeconds),
      "conversation_count": .integer(count),
      "last_contact_agent_id": .string(last.record.agentID),
      "last_contact_conversation_id": .string(last.record.id),
      "last_contact_agent_name": .string(last.record.agentName),
      "sentiment": [
        "scored_conversation_count": 0, "positive_count": 0, "neutral_count": 0, "negative_count": 0,
        "average_sentiment_score": nil, "average_frustration_score": nil,
        "recent_scored_conversation_count": 0, "recent_positive_count": 0, "recent_neutral_count": 0,
        "recent_negative_count": 0, "recent_average_sentiment_score": nil, "recent_average_frustration_score": nil,
      ],
      "most_frustrated_conversations": [],
    ]
  }
}

/// `GET /v1/convai/users`.
@LoopActor enum ConversationUserRoutes {
  static let handlers: [String: Handler] = ["get_conversation_users_route": list]

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let branch = exchange.query("branch_id")?.string
    let before = exchange.query("call_start_before_unix")?.integer
    let after = exchange.query("call_start_after_unix")?.integer
    let text = exchange.query("search")?.string?.lowercased()
    let users = ConversationUser.all(
      in: exchange.sandbox.world, of: exchange.query("agent_id")?.string.map(Conversation.agentGroup)
    ) { conversation in
      if let branch, conversation.branchID != branch { return false }
      if let before, conversation.startedAt.unixSeconds > before { return false }
      if let after, conversation.startedAt.unixSeconds < after { return false }
      if let text { return conversation.userID?.lowercased().contains(text: text) == true }
      return true
    }
    let member = exchange.query("sort_by")?.string ?? ""
    let page = Page(
      of: try exchange.pageSize(), after: try exchange.cursor(),
      ascending: exchange.query("sort_direction")?.string == "asc", from: users.map { ($0.position(by: member), $0) })
    return .json(page.json("users", \.json))
  }
}
