import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct ToolTests {
  static let path = "/v1/convai/tools"

  static func webhook(_ name: String = "look_up", _ changes: JSONObject = [:]) -> JSONValue {
    var config: JSONObject = [
      "type": "webhook", "name": .string(name), "description": "Looks it up.",
      "api_schema": ["url": "https://example.com/look-up"],
    ]
    config.merge(changes)
    return ["tool_config": .object(config)]
  }

  @LoopActor static func create(_ peer: TestPeer, _ body: JSONValue = webhook()) -> String {
    peer.post(path, body)["id"].string ?? "no id"
  }

  @Test func aCreatedToolIsReadBackWithDefaults() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let created = peer.post(Self.path, Self.webhook("a", ["response_timeout_secs": 300]))
      #expect(created.status == 200, "\(created.text)")
      let id = created["id"].string ?? ""
      #expect(id.wholeMatch(of: try Regex("tool_[0-9]{2}[0-9a-hjkmnp-tv-z]{26}")) != nil)
      #expect(peer.get("\(Self.path)/\(id)").json == created.json)
      #expect(created["tool_config", "response_timeout_secs"] == 300)
      #expect(created["tool_config", "execution_mode"] == "immediate")
      #expect(created["tool_config", "api_schema", "method"] == "GET")
      #expect(created["tool_config", "api_schema", "query_params_schema"] == nil)
      #expect(created["usage_stats"] == ["total_calls": 0, "avg_latency_secs": 0.0])
    }
  }

  @Test func schemasComeBackWithoutTheKindThatOnlyRequestsHave() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let inner: JSONValue = [
        "type": "object", "property_kind": "object",
        "properties": [
          "property_kind": ["type": "string"],
          "list": ["type": "array", "property_kind": "array", "items": ["type": "object", "properties": [:]]],
        ],
      ]
      let schema: JSONValue = ["url": "https://example.com", "method": "POST", "request_body_schema": inner]
      let created = peer.post(Self.path, Self.webhook("a", ["api_schema": schema]))
      #expect(created.status == 200, "\(created.text)")
      let shown = created["tool_config", "api_schema", "request_body_schema"]
      #expect(shown["property_kind"] == nil)
      #expect(shown["properties"]?["property_kind"]?["type"] == "string")
      #expect(shown["properties"]?["list"]?["property_kind"] == nil)
      #expect(shown["properties"]?["list"]?["items"]?["property_kind"] == nil)
    }
  }

  @Test func callsAreCountedAndTheirTimesAveraged() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let id = Self.create(peer)
      for seconds in [1.0, 2.0, 6.0] {
        workspace.sandbox.world[Tool.self].update(id) { $0.count(callOf: seconds) }
      }
      _ = peer.patch("\(Self.path)/\(id)", Self.webhook("other"))
      let tool = peer.get("\(Self.path)/\(id)")
      #expect(tool["tool_config", "name"] == "other")
      #expect(tool["usage_stats"] == ["total_calls": 3, "avg_latency_secs": 3.0])
    }
  }

  @Test func aToolInUseIsRefusedAndForceTakesItOutOfEveryPlace() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let (gone, kept) = (Self.create(peer), Self.create(peer, Self.webhook("kept")))
      let ids: JSONValue = [.string(gone), .string(kept)]
      let agent = AgentTests.create(
        peer,
        [
          "name": "Donna", "conversation_config": ["agent": ["prompt": ["tool_ids": ids]]],
          "workflow": [
            "edges": [:],
            "nodes": [
              "node_1": ["type": "override_agent", "additional_tool_ids": ids],
              "node_2": ["type": "tool", "tools": [["tool_id": .string(gone)]]],
            ],
          ],
        ])
      let refused = peer.delete("\(Self.path)/\(gone)")
      #expect(refused.status == 409)
      #expect(refused["detail", "status"] == "tool_in_use")
      #expect(refused.field("x-ringback-hint")?.contains("(Donna)") == true)
      #expect(peer.get("\(Self.path)/\(gone)/dependent-agents")["agents"].array?.count == 1)
      #expect(peer.delete("\(Self.path)/\(gone)?force=true").status == 200)
      let left = peer.get("/v1/convai/agents/\(agent)")
      #expect(left["conversation_config", "agent", "prompt", "tool_ids"] == [.string(kept)])
      #expect(left["workflow", "nodes", "node_1", "additional_tool_ids"] == [.string(kept)])
      #expect(left["workflow", "nodes", "node_2", "tools"] == [])
      #expect(peer.get("\(Self.path)/\(kept)/dependent-agents")["agents"].array?.count == 1)
      #expect(peer.delete("/v1/convai/agents/\(agent)").status == 200)
      #expect(peer.delete("\(Self.path)/\(kept)").status == 200)
    }
  }

  @Test func anAgentShowsItsToolsAndKeepsThemOnceWhenSentBack() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let id = Self.create(peer)
      let inline: JSONValue = ["type": "client", "name": "mine", "description": "Mine."]
      let agent = AgentTests.create(
        peer, ["conversation_config": ["agent": ["prompt": ["tool_ids": [.string(id)], "tools": [inline]]]]])
      let path = "/v1/convai/agents/\(agent)"
      let shown = peer.get(path)["conversation_config"]
      let names = { (config: JSONValue) in
        config["agent"]?["prompt"]?["tools"]?.array?.compactMap { $0["name"]?.string }
      }
      #expect(names(shown) == ["look_up", "mine"])
      let patched = peer.patch(path, ["conversation_config": shown])
      #expect(patched.status == 200, "\(patched.text)")
      #expect(names(patched["conversation_config"]) == ["look_up", "mine"])
      #expect(workspace.sandbox.world[Agent.self][agent].flatMap { names($0.conversationConfig) } == ["mine"])
    }
  }

  @Test func anAgentMayNotNameWhatIsNotThere() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      let id = Self.create(peer)
      let path = "/v1/convai/agents/\(Workspace.agentID)"
      let before = peer.get(path).json
      for prompt in [["tool_ids": [.string(id), "look_up"]], ["knowledge_base": [Self.nowhere]]] as [JSONValue] {
        let refused = peer.patch(path, ["name": "Changed", "conversation_config": ["agent": ["prompt": prompt]]])
        #expect(refused.status == 404)
        #expect(refused["detail", "status"] == "document_not_found")
      }
      #expect(peer.get(path).json == before)
      let hint = peer.get("\(Self.path)/look_up").field("x-ringback-hint")
      #expect(hint?.contains("is the name of a tool; its id is \(id)") == true)
    }
  }

  private static let nowhere: JSONValue = ["type": "text", "name": "Hours", "id": "nowhere"]
}
