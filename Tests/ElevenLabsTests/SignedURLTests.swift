import JSON
import LoopTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SignedURLTests {
  static let path = "/v1/convai/conversation/get-signed-url"

  @Test(arguments: [path, "/v1/convai/conversation/get_signed_url"])
  func pointsAtThisServer(path: String) async throws {
    try await onLoop {
      let answer = try Workspace().peer().get("\(path)?agent_id=\(Workspace.agentID)")
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json.object?.count == 1)
      let shape = try Regex(
        "ws://127\\.0\\.0\\.1:8080/v1/convai/conversation\\?agent_id=\(Workspace.agentID)&conversation_signature=cvtkn_[0-9]{2}[0-9a-z]{26}"
      )
      #expect(answer["signed_url"].string?.wholeMatch(of: shape) != nil, "\(answer.text)")
    }
  }

  @Test func carriesAConversationIDWhenAsked() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let answer = peer.get("\(Self.path)?agent_id=\(Workspace.agentID)&include_conversation_id=true")
      #expect(answer["signed_url"].string?.contains("&conversation_id=conv_") == true)
      let again = peer.get("\(Self.path)?agent_id=\(Workspace.agentID)&include_conversation_id=true")
      #expect(again.text != answer.text)
    }
  }

  @Test func wantsAKnownAgent() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      #expect(peer.get("\(Self.path)?agent_id=agent_nobody").status == 404)
      #expect(peer.get(Self.path).status == 422)
    }
  }
}
