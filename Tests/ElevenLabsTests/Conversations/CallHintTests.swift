import EventLoop
import JSON
import LoopTestSupport
import TestSupport
import Testing

/// What the outbound-call answer tells a caller whose client data does not fit the agent.
@Suite(.timeLimit(.minutes(2))) struct CallHintTests {
  private static func agent(_ config: JSONObject) -> JSONObject {
    ["world": ["elevenlabs": ["agents": ["receptionist": ["conversation_config": ["agent": .object(config)]]]]]]
  }

  private static let notes = agent([
    "first_message": "Hello.", "prompt": ["prompt": "Mind these: {{_notes_for_agent_}}"],
  ])

  @Test func aMissingVariableAndTheOneThatWasMeantAreNamed() async throws {
    try await onLoop {
      let answer = try Workspace(Self.notes).peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": ["notes_for_agent": "be kind"]]
      ])
      #expect(answer["success"] == true)
      #expect(answer.fullHint.contains("prompt needs {{_notes_for_agent_}}"))
      #expect(answer.fullHint.contains(#"rename it to "_notes_for_agent_""#))
      #expect(answer.fullHint.contains("Missing required dynamic variables in prompt: {'_notes_for_agent_'}"))
      #expect(!answer.hint.isEmpty)
    }
  }

  @Test func aDefaultHidesTheSlipAndTheHintShowsIt() async throws {
    try await onLoop {
      var notes = Self.notes
      notes["world"]?["elevenlabs"]?["agents"]?["receptionist"]?["conversation_config"]?["agent"]?[
        "dynamic_variables"] = [
          "dynamic_variable_placeholders": ["_notes_for_agent_": "none"]
        ]
      let answer = try Workspace(notes).peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": ["notes_for_agent": "be kind"]]
      ])
      #expect(answer.fullHint.contains("{{_notes_for_agent_}}, which was not sent"))
    }
  }

  @Test func keysThatTheServiceIgnoresAreNamed() async throws {
    try await onLoop {
      let peer = try Workspace(Self.agent(["first_message": "Hello."])).peer()
      let answer = peer.call(["conversation_initiation_client_data": ["questions": ["One?"], "type": "x"]])
      #expect(answer.fullHint.contains("only dynamic_variables feeds placeholders"))
      #expect(answer.fullHint.contains("questions"))
      let extra = peer.call(["conversation_initiation_client_data": ["dynamic_variables": ["zzz": 1]]])
      #expect(extra.fullHint.contains("{{zzz}}"))
      for data in [["user_id": "u"], [:], nil] as [JSONValue] {
        #expect(peer.call(["conversation_initiation_client_data": data]).hint == "")
      }
    }
  }

  @Test func whatTheScenarioAsksFromIsUsed() async throws {
    try await onLoop {
      var scenario = Self.agent(["first_message": "Hello."])
      scenario["agents"] = ["receptionist": ["lines": [["ask_each": "/dynamic_variables/list"], ["say": "{{name}}"]]]]
      let answer = try Workspace(scenario).peer().call([
        "conversation_initiation_client_data": ["dynamic_variables": ["list": ["One?"], "name": "Ada"]]
      ])
      #expect(answer.hint == "")
    }
  }

  @Test func anOverrideNamesItsSwitch() async throws {
    try await onLoop {
      let answer = try Workspace().peer().call([
        "conversation_initiation_client_data": ["conversation_config_override": ["tts": ["voice_id": "v"]]]
      ])
      #expect(answer["success"] == true)
      #expect(answer.fullHint.contains("platform_settings.overrides.conversation_config_override.tts.voice_id"))
    }
  }
}
