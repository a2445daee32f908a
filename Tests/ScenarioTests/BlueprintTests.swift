import ElevenLabs
import EventLoop
import LoopTestSupport
import OpenAPI
import Scenario
import Simulation
import TestSupport
import Testing

@testable import Simulator

@LoopActor enum TestBlueprints {
  private static let document = Result { try Document(Repository.bytes("openapi/elevenlabs.json")) }
  private static let errors = Result { try CatalogFile(Repository.bytes("openapi/elevenlabs-errors.json")).errors }

  static func make(_ files: [String: String]) throws -> Blueprints {
    let errors = try Self.errors.get()
    return Blueprints(library: try library(files), document: try document.get(), errors: { errors })
  }

  static func failure(_ text: String) throws -> String {
    let blueprints = try make(["my.json": text])
    do throws(ScenarioFailure) {
      _ = try blueprints.plan(name: "s", scenarios: ["my.json"])
      return ""
    } catch {
      return error.description
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct BlueprintTests {
  @Test(arguments: [
    (
      "{\"title\": \"t\",\n \"time\": \"tomorrow\"}",
      "my.json:2:10: /time: expected RFC 3339, such as \"2026-11-21T10:00:00Z\"; found \"tomorrow\"."
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"phone_numbers": {"n": {"phone_number": "+1", "agent": "nobody"}}}}}"#,
      "my.json:1:96: /world/elevenlabs/phone_numbers/n/agent: there is no agent named \"nobody\"."
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"agents": {"a": {"conversation_config": {"tts": {"speed": "fast"}}}}}}}"#,
      "my.json:1:99: /world/elevenlabs/agents/a/conversation_config/tts/speed: "
    ),
    (
      #"{"title": "t", "people": {"nobody": {"refused": {"code": 1, "message": "m"}}}}"#,
      "my.json:1:37: /people/nobody: expected a phone number"
    ),
    (
      #"{"title": "t", "extends": ["default"], "world": {"elevenlabs": {"conversations": {"c": {"agent": "receptionst"}}}}}"#,
      "my.json:1:98: /world/elevenlabs/conversations/c/agent: there is no agent named \"receptionst\". Did you mean \"receptionist\"?"
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"keys": {"k": {"refused_with": "invalid_apikey"}}}}}"#,
      "my.json:1:72: /world/elevenlabs/keys/k/refused_with: there is no error named \"invalid_apikey\". Did you mean"
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"subscription": {"character_limit": "x"}}}}"#,
      "my.json:1:77: /world/elevenlabs/subscription/character_limit: Input should be a valid integer"
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"voices": [{"name": "Ada"}]}}}"#,
      "my.json:1:52: /world/elevenlabs/voices/0/voice_id: this member is required"
    ),
    (
      #"{"title": "t", "world": {"elevenlabs": {"agents": {"a": {"conversation_config": {"tts": {"model_id": "eleven_turbo_v2_5"}}}}}}}"#,
      "my.json:1:81: /world/elevenlabs/agents/a/conversation_config: Value error, English Agents must use"
    ),
    (
      #"{"title": "t", "extends": ["default"], "rules": [{"when": {"operation": "get_user_info", "key": "mian"}, "then": {"error": "invalid_api_key"}}]}"#,
      "my.json:1:97: /rules/0/when/key: there is no key named \"mian\". Did you mean \"main\"?"
    ),
  ])
  func namesThePlaceOfAMistakeInTheWorld(text: String, words: String) async throws {
    try await onLoop {
      let failure = try TestBlueprints.failure(text)
      #expect(failure.hasPrefix(words), "\(failure)")
    }
  }

  @Test func keysTimeAndSeedComeFromTheScenario() async throws {
    try await onLoop {
      let text = #"""
        {"title": "t", "extends": ["missing-permissions"], "seed": 7, "time": "2026-11-21T10:00:00Z",
         "world": {"elevenlabs": {"keys": {"no-read": null, "fixed": {"value": "sk_fixed", "permissions": []}}}}}
        """#
      let plan = try TestBlueprints.make(["my.json": text]).plan(name: "s", scenarios: ["my.json"])
      #expect(plan.seed == 7)
      #expect(plan.clock == .manual(at: Instant(unixSeconds: 1_795_255_200)))
      #expect(plan.scenarios == ["default", "missing-permissions", "my"])
      #expect(
        plan.credentials == [
          Credential(name: "main", value: Credential.derivedKey("main", sandbox: "s")),
          Credential(
            name: "no-write", value: Credential.derivedKey("no-write", sandbox: "s"),
            permissions: .only(["user_read", "models_read", "voices_read", "convai_read"])),
          Credential(name: "fixed", value: "sk_fixed", permissions: .only([])),
        ])
    }
  }

  @Test func keyValuesDoNotDependOnTheSeed() async throws {
    try await onLoop {
      let blueprints = try TestBlueprints.make([
        "a.json": #"{"title": "a", "extends": ["default"], "seed": 1}"#,
        "b.json": #"{"title": "b", "extends": ["default"], "seed": 2}"#,
      ])
      let first = try blueprints.plan(name: "s", scenarios: ["a.json"])
      let second = try blueprints.plan(name: "s", scenarios: ["b.json"])
      #expect(first.seed != second.seed)
      #expect(first.credentials == second.credentials)
    }
  }
}
