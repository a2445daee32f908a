import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct SecretTests {
  static let path = "/v1/convai/secrets"

  @LoopActor static func create(_ peer: TestPeer, _ name: String = "crm", value: String = "open-sesame-0815") -> String
  {
    peer.post(path, ["type": "new", "name": .string(name), "value": .string(value)])["secret_id"].string ?? "no id"
  }

  @Test func aSecretIsKeptForToolCallsAndShownToNobody() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let id = Self.create(peer)
      #expect(id.wholeMatch(of: try Regex("[0-9A-Za-z]{20}")) != nil)
      #expect(workspace.sandbox.world[Secret.self][id]?.value == "open-sesame-0815")
      let read = peer.get("\(Self.path)/\(id)")
      #expect(read["name"] == "crm" && read["type"] == "stored")
      #expect(!read.text.contains("sesame") && !peer.get(Self.path).text.contains("sesame"))
      let changed = peer.patch("\(Self.path)/\(id)", ["type": "update", "name": "CRM", "value": "b"])
      #expect(changed.json == ["type": "stored", "secret_id": .string(id), "name": "CRM"])
      #expect(workspace.sandbox.world[Secret.self][id]?.value == "b")
      #expect(peer.delete("\(Self.path)/\(id)").status == 204)
      #expect(peer.delete("\(Self.path)/\(id)").status == 404)
    }
  }

  @Test func whoeverNamesASecretKeepsItFromBeingDeleted() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let (ofTool, ofAgent) = (Self.create(peer), Self.create(peer, "hook"))
      let tool = ToolTests.create(
        peer,
        ToolTests.webhook(
          "a", ["api_schema": ["url": "https://x.example", "request_headers": ["a": ["secret_id": .string(ofTool)]]]]))
      let agent = AgentTests.create(
        peer,
        [
          "conversation_config": [:],
          "platform_settings": [
            "workspace_overrides": [
              "conversation_initiation_client_data_webhook": [
                "url": "https://x.example", "request_headers": ["a": ["secret_id": .string(ofAgent)]],
              ]
            ]
          ],
        ])
      #expect(peer.get("\(Self.path)/\(ofTool)")["used_by", "tools"].array?.map { $0["id"] } == [.string(tool)])
      #expect(peer.get("\(Self.path)/\(ofAgent)")["used_by", "agents"].array?.map { $0["id"] } == [.string(agent)])
      let listed = peer.get("\(Self.path)/\(ofAgent)/dependencies/agents")
      #expect(listed["dependencies"].array?.map { $0["id"] } == [.string(agent)])
      for id in [ofTool, ofAgent] {
        #expect(peer.delete("\(Self.path)/\(id)")["detail", "status"] == "secret_in_use")
      }
      _ = (peer.delete("\(ToolTests.path)/\(tool)"), peer.delete("/v1/convai/agents/\(agent)"))
      for id in [ofTool, ofAgent] { #expect(peer.delete("\(Self.path)/\(id)").status == 204) }
    }
  }

  @Test func dependenciesAreCutAndSaySo() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.create(peer)
      for name in ["a", "b", "c"] {
        _ = ToolTests.create(
          peer,
          ToolTests.webhook(
            name, ["api_schema": ["url": "https://x.example", "request_headers": ["a": ["secret_id": .string(id)]]]]))
      }
      let secret = peer.get("\(Self.path)?dependency_limit=2")["secrets"][0]
      #expect(secret?["used_by"]?["tools"]?.array?.count == 2)
      #expect(secret?["used_by"]?["tools_has_more"] == true)
      let first = peer.get("\(Self.path)/\(id)/dependencies/tools?page_size=2")
      let second = peer.get(
        "\(Self.path)/\(id)/dependencies/tools?page_size=2&cursor=\(first["next_cursor"].string ?? "")")
      #expect(first["dependencies"].array?.count == 2 && second["dependencies"].array?.count == 1)
      #expect(second["next_cursor"] == .null)
    }
  }

  /// Replaced, deleted and refused ones too, at once and after a snapshot is put back.
  @Test func noRedactedTextShowsASecret() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let start = workspace.sandbox.snapshot
      let id = Self.create(peer, value: "first-0815")
      _ = peer.patch("\(Self.path)/\(id)", ["type": "update", "name": "crm", "value": "second-0815"])
      _ = peer.delete("\(Self.path)/\(id)")
      _ = peer.post(Self.path, ["type": "new", "value": "third-0815"])
      _ = workspace.peer(key: nil).post(Self.path, ["type": "new", "name": "fourth", "value": "fourth-0815"])
      let text = "a first-0815 b second-0815 c third-0815 d fourth-0815"
      let clean = "a <secret:crm> b <secret:crm> c <secret:> d <secret:fourth>"
      #expect(Redaction(workspace.sandbox).text(text) == clean)
      SandboxRegistry().restore(workspace.sandbox, start, .all)
      #expect(workspace.sandbox.world[Secret.self].count == 0)
      #expect(Redaction(workspace.sandbox).text(text) == clean)
    }
  }
}
