import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConversationTagTests {
  static let path = "/v1/convai/tags"

  @LoopActor static func made(_ peer: TestPeer, _ title: String) -> String {
    peer.post(path, ["title": .string(title)])["tag_id"].string ?? ""
  }

  @Test func tagsGoOnConversationsAndOff() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let tags = ["a", "b"].map { Self.made(peer, $0) }
      let id = peer.call()["conversation_id"].string ?? ""
      let conversation = "/v1/convai/conversations/\(id)"
      @LoopActor func shown() -> [String?] { peer.get(conversation).json["tag_ids"]?.array?.map(\.string) ?? [] }
      #expect(peer.post("\(conversation)/tags", ["tag_ids": .array(tags.map { .string($0) })]).status == 204)
      #expect(peer.post("\(conversation)/tags", ["tag_ids": [.string(tags[1])]]).status == 204)
      #expect(shown() == tags)
      #expect(peer.post("\(conversation)/tags", ["tag_ids": [.string(tags[0]), "ctag_x"]]).status == 404)
      #expect(peer.delete("\(conversation)/tags/\(tags[0])").status == 204)
      #expect(shown() == [tags[1]])
      #expect(peer.delete("\(Self.path)/\(tags[1])").status == 204)
      #expect(shown() == [])
    }
  }

  @Test func aTitleInThePlaceOfAnIDIsExplained() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.made(peer, "vip")
      let answer = peer.get("\(Self.path)/vip")
      #expect(answer.status == 404)
      #expect(answer.hint.contains(id))
    }
  }

  @Test func theListFindsWhatHasOneOfTheTags() async throws {
    try await onLoop {
      var scenario = ConversationTests.world()
      for (number, tags) in [(1, ["x"]), (2, ["y"]), (4, ["x", "y"]), (5, [String]())] {
        scenario["world"]?["elevenlabs"]?["conversations"]?["c\(number)"]?["tags"] = .array(tags.map { .string($0) })
      }
      scenario["world"]?["elevenlabs"]?["tags"] = ["x": ["tag_id": "ctag_x"], "y": ["tag_id": "ctag_y"]]
      let peer = try Workspace(scenario).peer()
      #expect(ConversationTests.found(peer, "tag_ids=ctag_x") == [4, 1])
      #expect(ConversationTests.found(peer, "tag_ids=ctag_x&tag_ids=ctag_y") == [4, 2, 1])
      #expect(ConversationTests.found(peer, "tag_ids=ctag_z") == [])
      #expect(peer.get("\(ConversationTests.path)?tag_ids=ctag_x").hint == "")
    }
  }

  @Test func aScenarioCannotNameATagThatIsNotThere() async throws {
    try await onLoop {
      var scenario = ConversationTests.world()
      scenario["world"]?["elevenlabs"]?["conversations"]?["c1"]?["tags"] = ["vpi"]
      scenario["world"]?["elevenlabs"]?["tags"] = ["vip": [:]]
      #expect { _ = try Workspace(scenario) } throws: { "\($0)".contains("Did you mean \"vip\"") }
    }
  }
}
