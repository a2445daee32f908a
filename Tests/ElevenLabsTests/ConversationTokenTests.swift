import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConversationTokenTests {
  static let path = "/v1/convai/conversation/token?agent_id=\(Workspace.agentID)"

  @Test func isTheSameForOneSeedAndTime() async throws {
    try await onLoop {
      @LoopActor func token(_ sandbox: String, _ seed: UInt64) throws -> String {
        try Workspace(name: sandbox, seed: seed).peer().get(Self.path).text
      }
      let (one, sameSeed, otherSeed) = (try token("one", 5), try token("two", 5), try token("one", 6))
      #expect(one == sameSeed)
      #expect(one != otherSeed)
      let peer = try Workspace().peer()
      #expect(peer.get(Self.path).text != peer.get(Self.path).text)
    }
  }

  @Test func saysWhoMayEnterWhichRoom() async throws {
    try await onLoop {
      let answer = try Workspace().peer().get("\(Self.path)&participant_name=Ada")
      let parts = (answer["token"].string ?? "").split(separator: ".").map(String.init)
      try #require(parts.count == 3)
      let claims = try JSONParser().parse(try #require(Base64URL.decode(parts[1])))
      let id = answer["conversation_id"].string ?? ""
      #expect(claims["video"]?["room"] == .string("room_\(Workspace.agentID)_\(id)"))
      #expect(claims["name"] == "Ada")
      #expect(claims["nbf"] == .integer(Workspace.noon.unixSeconds))
      #expect(Base64URL.decode(parts[2])?.count == 32)
    }
  }

  @Test func aPrivateAgentWantsAKey() async throws {
    try await onLoop {
      let workspace = try Workspace()
      #expect(workspace.peer(key: nil).get(Self.path).status == 200)
      _ = workspace.peer().patch(
        "/v1/convai/agents/\(Workspace.agentID)", ["platform_settings": ["auth": ["enable_auth": true]]])
      let refused = workspace.peer(key: nil).get(Self.path)
      #expect(refused.status == 401)
      #expect(refused.hint.contains("enable_auth"))
      #expect(workspace.peer().get(Self.path).status == 200)
      #expect(workspace.peer(key: nil, [("xi-api-key", "sk_wrong")]).get(Self.path).status == 401)
    }
  }
}
