import EventLoop
import JSON
import LoopTestSupport
import Telephony
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct SessionTests {
  static let defaults: JSONObject = [
    "first_message": "{{a}}{{b}}{{c}}",
    "dynamic_variables": ["dynamic_variable_placeholders": ["a": 1, "b": 1, "c": 1]],
  ]

  @Test func laterSourcesWin() async throws {
    try await onLoop {
      let stage = try Stage(agent: ["agent": .object(Self.defaults)])
      var session = try stage.session(["dynamic_variables": ["c": 3]], initiation: ["b": 2, "c": 2])
      #expect(try session.filled(session.firstMessage) == "123")
      session.assign("c", 4)
      #expect(try session.filled("{{c}}") == "4")
    }
  }

  @Test func theServiceKnowsItsOwnVariables() async throws {
    try await onLoop {
      let session = try Stage().session([
        "dynamic_variables": ["system__agent_id": "mine", "system__timezone": "Europe/Berlin", "secret__k": "s"]
      ])
      #expect(try session.filled("{{system__agent_id}}") == Workspace.agentID)
      #expect(try session.filled("{{system__timezone}}") == "Europe/Berlin")
      #expect(try session.filled("{{system__time_utc}}") == "2026-11-21T10:00:00.000000+00:00")
      #expect(try session.filled("{{secret__k}}") == "{{secret__k}}", "secrets are for headers")
      #expect(try session.filledWithSecrets("{{secret__k}}") == "s")
    }
  }

  @Test(
    arguments: [
      (["first_message": "{{a}} {{b}}"], "first message: {'a', 'b'}"),
      (["first_message": "", "prompt": ["prompt": "{{a}} and {{b}}"]], "prompt: {'a', 'b'}"),
      (["first_message": "{{c}}", "prompt": ["prompt": "{{a}}"]], "first message: {'c'}"),
    ] as [(JSONObject, String)])
  func whatIsMissingIsNamedAsPythonPrintsIt(agent: JSONObject, words: String) async throws {
    try await onLoop {
      let stage = try Stage(agent: ["agent": .object(agent)])
      let play = try stage.play()
      #expect(play.lines.isEmpty)
      #expect(play.length == .seconds(1))
      #expect(play.ending.reason == "Missing required dynamic variables in \(words)")
      #expect(play.ending.failure?.code == 1008)
      let supplied: JSONValue = ["dynamic_variables": ["a": "x", "b": nil, "c": "z"]]
      #expect(try stage.session(supplied).refusal == nil)
    }
  }

  @Test func toolsNeedTheirVariables() async throws {
    try await onLoop {
      let stage = try Stage(agent: ["agent": ["prompt": ["tools": [OrderTool.config]]]])
      #expect(
        try stage.session().refusal?.reason
          == "Missing required dynamic variables in tools: {'host', 'token', 'customer'}")
      #expect(try stage.session(OrderTool.data(host: "h")).refusal == nil)
    }
  }

  @Test func settingsTurnTheGuessesRound() async throws {
    try await onLoop {
      let config: JSONObject = ["agent": .object(Self.defaults)]
      #expect(try Stage(agent: config).session().refusal == nil)
      let strict = try Stage(agent: config, settings: ["placeholder_defaults": "ignored", "missing_variables": "done"])
      #expect(
        try strict.session().refusal
          == .init(reason: "Missing required dynamic variables in first message: {'a', 'b', 'c'}", fails: false))
      let own = try Stage(agent: config, script: ["placeholder_defaults": "ignored"])
      #expect(try own.session().refusal?.fails == true)
    }
  }

  static let wish: JSONValue = [
    "conversation_config_override": [
      "agent": ["first_message": "Other {{x}}.", "language": nil, "prompt": ["prompt": nil]], "tts": nil,
    ],
    "dynamic_variables": ["x": "y"],
  ]

  @Test func anOverrideNeedsItsSwitch() async throws {
    try await onLoop {
      let closed = try Stage().session(Self.wish)
      #expect(closed.refusal?.reason == "Override for field 'first_message' is not allowed by config.")
      #expect(closed.overrides.hint?.contains("conversation_config_override.agent.first_message") == true)
      #expect(closed.firstMessage == "Hello.")
      let ignoring = try Stage(settings: ["override_not_allowed": "ignored"]).play(Person(), Self.wish)
      #expect(ignoring.lines.first == "agent: Hello.")
      let open: JSONObject = [
        "overrides": ["conversation_config_override": ["agent": ["first_message": true]]]
      ]
      let play = try Stage(platform: open).play(Person(), Self.wish)
      #expect(play.lines.first == "agent: Other y.")
    }
  }

  @Test(
    arguments: [
      (["conversation_config_override": ["tts": ["voice_id": "v", "speed": 1.1]]], "voice_id"),
      (["custom_llm_extra_body": ["a": 1]], "custom_llm_extra_body"),
      (["starting_workflow_node_id": "node_1"], "starting_workflow_node_id"),
    ] as [(JSONValue, String)])
  func everyKindOfOverrideHasASwitch(data: JSONValue, field: String) async throws {
    try await onLoop {
      let refusal = try Stage().session(data).refusal
      #expect(refusal?.reason == "Override for field '\(field)' is not allowed by config.")
    }
  }

  @Test(
    arguments: [
      ["conversation_config_override": nil], ["conversation_config_override": [:]], ["custom_llm_extra_body": [:]],
      ["conversation_config_override": ["agent": ["own": 1]]], ["conversation_config_override": ["own": 1]], .null,
    ] as [JSONValue])
  func nullsAndUnknownFieldsAreNoOverrides(data: JSONValue) async throws {
    try await onLoop {
      let refusal = try Stage().session(data).refusal
      #expect(refusal == nil)
    }
  }
}
