import EventLoop
import JSON
import LoopTestSupport
import OpenAPI
import Scenario
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Simulator

/// Tools, documents and secrets of a scenario's world.
@Suite(.timeLimit(.minutes(2))) struct ResourceWorldTests {
  private static let tool: JSONValue = [
    "tool_config": [
      "type": "webhook", "description": "Looks it up.",
      "api_schema": ["url": "https://x.example", "request_headers": ["a": ["secret_id": "crm"]]],
    ]
  ]

  private static func world(_ changes: JSONObject = [:]) -> JSONObject {
    var world: JSONObject = [
      "secrets": ["crm": ["value": "open-sesame-0815"]], "tools": ["look_up": tool],
      "knowledge_base": [
        "hours": ["text": "Nine.", "parent_folder_id": "manuals"], "manuals": ["type": "folder"],
        "page": ["url": "https://x.example", "html": "<h1>Hi</h1>"], "list": ["filename": "a.txt", "text": "x"],
      ],
      "agents": [
        "helper": [
          "conversation_config": [
            "agent": [
              "prompt": [
                "tool_ids": ["look_up"],
                "knowledge_base": ["hours", ["id": "page", "name": "Page", "usage_mode": "prompt"]],
              ]
            ]
          ]
        ]
      ],
    ]
    world.merge(changes)
    return ["world": ["elevenlabs": .object(world)]]
  }

  @Test func objectsNameEachOtherByTheirScenarioNames() async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world())
      let peer = workspace.peer()
      let names = workspace.sandbox.world[WorldNames.self]
      let tool = peer.get("/v1/convai/tools")["tools"][0]
      #expect(tool?["id"] == names.tools["look_up"] && tool?["tool_config"]?["name"] == "look_up")
      #expect(tool?["tool_config"]?["api_schema"]?["request_headers"]?["a"]?["secret_id"] == names.secrets["crm"])
      let prompt = peer.get("/v1/convai/agents/\(names.agents["helper"]?.string ?? "")")["conversation_config"][
        "agent"]?[
          "prompt"]
      #expect(prompt?["tool_ids"] == [tool?["id"] ?? .null])
      #expect(
        prompt?["knowledge_base"]?[0] == [
          "type": "text", "name": "hours", "id": names.documents["hours"] ?? .null, "usage_mode": "auto",
        ])
      #expect(prompt?["knowledge_base"]?[1]?["usage_mode"] == "prompt")
      #expect(prompt?["knowledge_base"]?[1]?["type"] == "url")
      let page = peer.get("/v1/convai/knowledge-base/\(names.documents["page"]?.string ?? "")/content")
      #expect(page.text == "<h1>Hi</h1>")
      #expect(Redaction(workspace.sandbox).text("open-sesame-0815") == "<secret:crm>")
      let other = try Workspace(Self.world(), name: "other", seed: 7)
      #expect(other.sandbox.world[WorldNames.self].documents == names.documents)
    }
  }

  @Test(
    arguments: [
      (["tools": [:]], "agents/helper/conversation_config/agent/prompt/tool_ids/0: there is no tool named \"look_up\""),
      (["secrets": [:]], "tools/look_up/tool_config: there is no secret named \"crm\""),
      (["knowledge_base": ["x": ["name": "x"]]], "knowledge_base/x: expected text, url, filename"),
      (["knowledge_base": ["x": ["text": "x", "parent_folder_id": "y"]]], "x/parent_folder_id: there is no"),
      (["tools": ["a": ["tool_config": ["type": "webhook", "description": ""]]]], "Field required"),
    ] as [(JSONObject, String)])
  func mistakesAreToldWithTheirPlace(changes: JSONObject, words: String) async throws {
    try await onLoop {
      do {
        _ = try Workspace(Self.world(changes))
        Issue.record("nothing was refused")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }

  @Test func aSnapshotHoldsAllOfIt() async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world())
      let peer = workspace.peer()
      let paths = ["/v1/convai/tools", "/v1/convai/knowledge-base", "/v1/convai/secrets", "/v1/convai/agents"]
      let before = paths.map { peer.get($0).text }
      let written = try workspace.sandbox.snapshot.json(.all)
      for secret in workspace.sandbox.world[Secret.self].all { workspace.sandbox.world[Secret.self].remove(secret.id) }
      for tool in workspace.sandbox.world[Tool.self].all { workspace.sandbox.world[Tool.self].remove(tool.id) }
      SandboxRegistry().restore(workspace.sandbox, try Snapshot(written, .all), .all)
      #expect(paths.map { peer.get($0).text } == before)
      #expect(workspace.sandbox.world[Secret.self].all.map(\.value) == ["open-sesame-0815"])
    }
  }

  @Test func aToolThatAScenarioTakesBackIsGoneFromAgents() async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world())
      let builder = ElevenLabsWorld(document: try Document(Repository.bytes("openapi/elevenlabs.json")))
      try builder.apply(
        ["tools": ["look_up": nil], "knowledge_base": ["hours": nil], "secrets": ["crm": nil]],
        at: JSONPointer(tokens: []),
        to: &workspace.sandbox.world, now: Workspace.noon)
      let names = workspace.sandbox.world[WorldNames.self]
      let prompt = workspace.sandbox.world[Agent.self][names.agents["helper"]?.string ?? ""]?.conversationConfig[
        "agent"]?[
          "prompt"]
      #expect(prompt?["tool_ids"] == [] && prompt?["knowledge_base"]?.array?.count == 1)
      #expect(names.tools.isEmpty && names.secrets.isEmpty && names.documents["hours"] == nil)
      #expect(workspace.sandbox.world[Tool.self].count == 0 && workspace.sandbox.world[Secret.self].count == 0)
    }
  }
}
