import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConversationTests {
  static let path = "/v1/convai/conversations"

  /// Seven conversations that differ in what the filters look at, oldest first by number.
  static func world() -> JSONObject {
    var conversations: JSONObject = [:]
    for number in 0..<7 {
      conversations["c\(number)"] = [
        "agent": number == 3 ? "second" : "receptionist",
        "status": number == 6 ? "initiated" : number == 5 ? "failed" : "done",
        "start_time_unix_secs": .integer(1_790_000_000 + number * 100), "call_duration_secs": .integer(number * 10),
        "phone_number": "main", "to_number": .string("+1555555012\(number)"),
        "direction": number == 2 ? "inbound" : "outbound",
        "conversation_initiation_client_data": ["user_id": .string("u\(number % 2)")],
        "transcript": [
          ["role": "agent", "message": "Hello"], ["role": "user", "message": .string("My code is X\(number)Y")],
        ],
        "analysis": [
          "call_successful": number == 4 ? "failure" : "success", "transcript_summary": "Sum",
          "call_summary_title": "Title",
        ],
      ]
    }
    return [
      "world": ["elevenlabs": ["agents": ["second": ["name": "Second"]], "conversations": .object(conversations)]]
    ]
  }

  /// Which of the seven a query finds, newest first.
  @LoopActor static func found(_ peer: TestPeer, _ query: String) -> [Int] {
    let answer = peer.get("\(path)?\(query)")
    guard answer.status == 200 else { return [-answer.status] }
    return answer.json["conversations"]?.array?.compactMap {
      $0["start_time_unix_secs"]?.integer.map { Int($0 - 1_790_000_000) / 100 }
    } ?? []
  }

  @Test(arguments: [
    ("", [6, 5, 4, 3, 2, 1, 0]), ("sort_direction=asc", [0, 1, 2, 3, 4, 5, 6]), ("page_size=2", [6, 5]),
    ("agent_id=\(Workspace.agentID)", [6, 5, 4, 2, 1, 0]), ("agent_id=agent_nobody", []),
    ("call_start_after_unix=1790000400", [6, 5, 4]), ("call_start_before_unix=1790000200", [2, 1, 0]),
    ("call_start_after_unix=1790000100&call_start_before_unix=1790000300", [3, 2, 1]),
    ("call_duration_min_secs=40", [6, 5, 4]), ("call_duration_max_secs=10", [1, 0]),
    ("call_successful=failure", [4]), ("call_successful=unknown", []), ("user_id=u1", [5, 3, 1]),
    ("user_id=nobody", []),
    ("exclude_statuses=done", [6, 5]), ("exclude_statuses=done&exclude_statuses=failed", [6]),
    ("phone_number_ids=\(Workspace.numberID)", [6, 5, 4, 3, 2, 1, 0]), ("phone_number_ids=phnum_x", []),
    ("search=code%20is%20x3y", [3]), ("search=nothing", []), ("conversation_initiation_source=twilio&page_size=1", [6]),
    ("conversation_initiation_source=widget", []), ("page_size=0", [-422]), ("page_size=101", [-422]),
    ("call_successful=maybe", [-422]), ("call_start_after_unix=x", [-422]),
  ])
  func filtersAndSortsTheList(query: String, expected: [Int]) async throws {
    try await onLoop {
      let peer = try Workspace(Self.world()).peer()
      #expect(Self.found(peer, query) == expected)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 30], ["asc", "desc"])
  func pagesHoldEverythingOnce(size: Int, direction: String) async throws {
    try await onLoop {
      let peer = try Workspace(Self.world()).peer()
      var seen: [Int] = []
      var cursor = ""
      for _ in 0..<20 {
        let query = "page_size=\(size)&sort_direction=\(direction)\(cursor)"
        seen += Self.found(peer, query)
        let next = peer.get("\(Self.path)?\(query)")
        #expect(next["has_more"].bool == !next["next_cursor"].isNull)
        guard let word = next["next_cursor"].string else { break }
        cursor = "&cursor=\(word)"
      }
      #expect(seen == (direction == "asc" ? Array(0..<7) : (0..<7).reversed()))
    }
  }

  @Test func aSummaryCountsAndKeepsItsTextBack() async throws {
    try await onLoop {
      let peer = try Workspace(Self.world()).peer()
      let plain = peer.get(Self.path)
      #expect(plain["conversations", "0", "message_count"] == 2)
      #expect(plain["conversations", "0", "user_message_count"] == 1)
      #expect(plain["conversations", "0", "transcript_summary"].isNull)
      #expect(plain["conversations", "0", "call_summary_title"] == "Title")
      #expect(plain["conversations", "4", "direction"] == "inbound")
      #expect(peer.get("\(Self.path)?summary_mode=include")["conversations", "0", "transcript_summary"] == "Sum")
    }
  }

  @Test func everyRecordFitsTheDocument() async throws {
    try await onLoop {
      let peer = try Workspace(Self.world()).peer()
      let ids = peer.get(Self.path).json["conversations"]?.array?.compactMap { $0["conversation_id"]?.string } ?? []
      #expect(ids.count == 7)
      for id in ids {
        let answer = peer.get("\(Self.path)/\(id)")
        #expect(answer.status == 200, "\(answer.text)")
      }
    }
  }

  @Test func aFilterThatCannotBeAppliedIsNamed() async throws {
    try await onLoop {
      let answer = try Workspace(Self.world()).peer().get("\(Self.path)?topic_ids=x&agent_id=\(Workspace.agentID)")
      #expect(answer.status == 200)
      #expect(answer.hint.contains("topic_ids"))
      #expect(!answer.hint.contains("agent_id"))
    }
  }

  @Test(arguments: ["conv_nobody", "CA0123456789abcdef0123456789abcdef", "%20"])
  func anUnknownConversationIsNotFound(id: String) async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      for answer in [
        peer.get("\(Self.path)/\(id)"), peer.delete("\(Self.path)/\(id)"),
        peer.post("\(Self.path)/\(id)/feedback", ["feedback": "like"]),
      ] {
        #expect(answer.status == 404)
        #expect(answer["detail", "code"] == "conversation_not_found")
        #expect(answer["detail", "status"] == "conversation_history_not_found")
      }
    }
  }

  @Test func aDeletedConversationIsGone() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = peer.call()["conversation_id"].string ?? ""
      #expect(peer.delete("\(Self.path)/\(id)").status == 200)
      #expect(peer.get("\(Self.path)/\(id)").status == 404)
      #expect(peer.get(Self.path)["conversations"] == [])
    }
  }

  @Test func feedbackIsKeptAndTakenBack() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = peer.call()["conversation_id"].string ?? ""
      @LoopActor func feedback() -> JSONValue { peer.get("\(Self.path)/\(id)")["metadata", "feedback"] }
      #expect(feedback()["type"]?.isNull == true)
      for (word, likes, dislikes) in [("like", 1, 0), ("dislike", 0, 1)] {
        let answer = peer.post("\(Self.path)/\(id)/feedback", ["feedback": .string(word)])
        #expect(answer.status == 200)
        #expect(feedback()["overall_score"] == .string(word))
        #expect(feedback()["likes"] == .integer(likes))
        #expect(feedback()["dislikes"] == .integer(dislikes))
      }
      #expect(peer.post("\(Self.path)/\(id)/feedback", ["feedback": nil]).status == 200)
      #expect(feedback()["overall_score"]?.isNull == true)
      #expect(peer.post("\(Self.path)/\(id)/feedback", ["feedback": "love"]).status == 422)
    }
  }
}
