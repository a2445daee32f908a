import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConversationUserTests {
  static let path = "/v1/convai/users"

  /// The users of `ConversationTests.world()`: u0 has 0, 2, 4, 6, and u1 has 1, 3, 5.
  @LoopActor static func found(_ peer: TestPeer, _ query: String) -> [String] {
    peer.get("\(path)?\(query)").json["users"]?.array?.map { user in
      "\(user["user_id"]?.string ?? "") \(user["conversation_count"] ?? .null)"
    } ?? []
  }

  @Test(arguments: [
    ("", ["u0 4", "u1 3"]), ("sort_direction=asc", ["u1 3", "u0 4"]), ("sort_by=conversation_count", ["u0 4", "u1 3"]),
    ("sort_by=conversation_count&sort_direction=asc", ["u1 3", "u0 4"]),
    ("sort_by=average_sentiment_score", ["u0 4", "u1 3"]), ("search=U1", ["u1 3"]), ("search=u2", []),
    ("call_start_before_unix=1790000100", ["u1 1", "u0 1"]), ("call_start_after_unix=1790000600", ["u0 1"]),
    ("agent_id=\(Workspace.agentID)", ["u0 4", "u1 2"]), ("agent_id=agent_nobody", []), ("branch_id=agtbrch_x", []),
    ("page_size=1", ["u0 4"]),
  ])
  func addsUpFiltersAndSorts(query: String, expected: [String]) async throws {
    try await onLoop {
      let peer = try Workspace(ConversationTests.world()).peer()
      #expect(Self.found(peer, query) == expected)
    }
  }

  @Test func knowsTheFirstAndTheLastContact() async throws {
    try await onLoop {
      let answer = try Workspace(ConversationTests.world()).peer().get("\(Self.path)?search=u1")
      #expect(answer["users", "0", "first_contact_unix_secs"] == 1_790_000_100)
      #expect(answer["users", "0", "last_contact_unix_secs"] == 1_790_000_500)
    }
  }

  @Test(arguments: ["", "&sort_direction=asc", "&sort_by=average_sentiment_score", "&sort_by=conversation_count"])
  func pagesHoldEverybodyOnce(order: String) async throws {
    try await onLoop {
      let peer = try Workspace(ConversationTests.world()).peer()
      let first = peer.get("\(Self.path)?page_size=1\(order)")
      #expect(first["has_more"] == true)
      let second = peer.get("\(Self.path)?page_size=1\(order)&cursor=\(first["next_cursor"].string ?? "")")
      #expect(second["has_more"] == false)
      #expect(Set([first, second].map { $0["users", "0", "user_id"].string }) == ["u0", "u1"])
      #expect(peer.get("\(Self.path)?cursor=x").status == 400)
    }
  }

  @Test(arguments: [
    ("", 1), ("?agent_id=\(Workspace.agentID)", 1), ("?agent_id=agent_nobody", 0),
    ("?agent_ids=agent_nobody&agent_ids=\(Workspace.agentID)", 1),
  ])
  func countsWhatIsLive(query: String, expected: Int) async throws {
    try await onLoop {
      let answer = try Workspace(ConversationTests.world()).peer().get("/v1/convai/analytics/live-count\(query)")
      #expect(answer.json == ["count": .integer(expected)])
    }
  }
}
