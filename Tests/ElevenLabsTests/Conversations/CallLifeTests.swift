import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Telephony
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Simulation

/// What REST shows of a call while it lives, and behind its end.
@Suite(.timeLimit(.minutes(2))) struct CallLifeTests {
  @LoopActor private static func record(_ peer: TestPeer, _ placed: Reception) -> Reception {
    peer.get("/v1/convai/conversations/\(placed["conversation_id"].string ?? "")")
  }

  @Test func aCallPassesThroughItsStates() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let clock = workspace.sandbox.clock
      let placed = peer.call(["conversation_initiation_client_data": ["dynamic_variables": ["customer_name": "Ada"]]])
      #expect(placed.hint == "")
      await clock.advance(to: Workspace.noon + .seconds(4))
      #expect(Self.record(peer, placed)["status"] == "initiated")
      await clock.advance(to: Workspace.noon + .seconds(20))
      let running = Self.record(peer, placed)
      #expect(running["status"] == "in-progress")
      #expect(running["transcript"] == [])
      #expect(running["analysis"].isNull)
      #expect(running["metadata", "call_duration_secs"] == 0)
      #expect(running["metadata", "accepted_time_unix_secs"] == 1_795_255_205)
      #expect(running["metadata", "phone_call", "stream_sid"].string?.hasPrefix("MZ") == true)
      let cost = running["metadata", "cost"]
      #expect(cost.isNull)
      await clock.advance(to: Workspace.noon + .seconds(24))
      let over = Self.record(peer, placed)
      #expect(over["status"] == "processing", "\(over["metadata", "call_duration_secs"])")
      #expect(over["analysis"].isNull)
      #expect(over["transcript", "0", "message"] == "Hello Ada, how can I help you?")
      await clock.advanceUntilIdle(within: .seconds(600))
      let done = Self.record(peer, placed)
      #expect(done.status == 200, "\(done.text)")
      #expect(done["status"] == "done")
      #expect(done["analysis", "call_successful"] == "success")
      #expect(done["metadata", "termination_reason"] == "Call ended by remote party")
      #expect(done["metadata", "error"].isNull)
      #expect(done["metadata", "phone_call", "call_result"] == "answered")
      #expect(done["metadata", "main_language"] == "en")
      #expect(done["metadata", "charging", "call_charge"].integer ?? 0 > 0)
      #expect(done["metadata", "features_usage", "voicemail_detection"] == ["enabled": false, "used": false])
      let variables = done["conversation_initiation_client_data", "dynamic_variables"]
      #expect(
        variables.object?.keys.map { $0 } == [
          "customer_name", "system__agent_id", "system__current_agent_id", "system__conversation_id",
          "system__caller_id", "system__called_number", "system__call_duration_secs", "system__time_utc",
          "system__time", "system__timezone", "system__call_sid", "system__agent_turns",
          "system__current_agent_turns", "system__is_text_only", "system__conversation_history",
        ])
      #expect(variables["system__time"] == "Saturday, 10:00 21 November 2026")
      #expect(variables["system__agent_turns"] == 3)
      #expect(variables["system__call_duration_secs"] == done["metadata", "call_duration_secs"])
    }
  }

  @LoopActor private static func lived(
    _ changes: JSONObject, _ call: JSONObject = [:], person: Person? = nil
  ) async throws -> Reception {
    let workspace = try Workspace(changes)
    if let person { workspace.sandbox.world[Carrier.self].people["+15555550123"] = person }
    let peer = workspace.peer()
    let placed = peer.call(call)
    #expect(placed["success"] == true)
    await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(3_600))
    return record(peer, placed)
  }

  private static func agent(_ config: JSONObject) -> JSONObject {
    ["world": ["elevenlabs": ["agents": ["receptionist": ["conversation_config": ["agent": .object(config)]]]]]]
  }

  @Test func aMissingVariableDropsTheCallAfterASecond() async throws {
    try await onLoop {
      let needy = Self.agent(["first_message": "Hello {{owner_name}}."])
      let failed = try await Self.lived(needy)
      #expect(failed["status"] == "failed")
      #expect(failed["metadata", "call_duration_secs"] == 1)
      #expect(failed["transcript"] == [])
      #expect(failed["has_audio"] == false)
      let words: JSONValue = "Missing required dynamic variables in first message: {'owner_name'}"
      #expect(failed["metadata", "termination_reason"] == words)
      #expect(failed["metadata", "error"] == ["code": 1008, "reason": words, "error_type": "invalid_client_request"])
      var lenient = needy
      lenient["settings"] = ["elevenlabs": ["missing_variables": "done"]]
      let done = try await Self.lived(lenient)
      #expect(done["status"] == "done")
      #expect(done["metadata", "termination_reason"] == words)
      #expect(done["metadata", "error"].isNull)
      #expect(done["analysis", "call_successful"] == "unknown")
    }
  }

  @Test func somethingThatBreaksMidwayKeepsWhatWasSaid() async throws {
    try await onLoop {
      let failure: JSONValue = [
        "code": 1002, "reason": "This request exceeds your quota limit.", "error_type": "dependency_error",
      ]
      let record = try await Self.lived(["agents": ["*": ["lines": [["fail": failure]]]]])
      #expect(record["status"] == "failed")
      #expect(record["transcript"].array?.count == 2)
      #expect(record["metadata", "call_duration_secs"].integer ?? 0 > 3)
      #expect(record["metadata", "error", "error_type"] == "dependency_error")
      #expect(record["analysis"].isNull)
    }
  }

  @Test func aMachineCountsAsAnAnswer() async throws {
    try await onLoop {
      var person = Person()
      person.reaction = .voicemail
      let record = try await Self.lived([:], person: person)
      #expect(record["status"] == "done")
      #expect(record["metadata", "phone_call", "call_result"] == "voicemail")
    }
  }

  @Test func theScenarioSaysWhatTheAnalysisFinds() async throws {
    try await onLoop {
      let platform: JSONValue = [
        "evaluation": ["criteria": [["id": "kind", "name": "Kind", "conversation_goal_prompt": "Was it kind?"]]],
        "data_collection": ["guests": ["type": "integer", "description": "guests"], "day": ["type": "string"]],
      ]
      let record = try await Self.lived([
        "world": ["elevenlabs": ["agents": ["receptionist": ["platform_settings": platform]]]],
        "agents": [
          "receptionist": [
            "lines": [
              ["ask": "How many?", "collect": "guests"], ["end_call": true, "say": "Bye {{customer_name}}."],
            ],
            "analysis": [
              "call_successful": "failure", "transcript_summary": "S", "call_summary_title": "T", "after": 60,
              "evaluation_criteria": ["kind": ["result": "failure", "rationale": "Rude."]],
              "data_collection": ["day": "Monday"],
            ],
          ]
        ],
      ])
      #expect(record.status == 200, "\(record.text)")
      #expect(record["analysis", "call_successful"] == "failure")
      #expect(record["analysis", "transcript_summary"] == "S")
      #expect(record["analysis", "call_summary_title"] == "T")
      #expect(record["analysis", "evaluation_criteria_results", "kind", "rationale"] == "Rude.")
      #expect(record["analysis", "data_collection_results", "guests", "value"] == 3)
      #expect(record["analysis", "data_collection_results", "day", "value"] == "Monday")
      #expect(record["analysis", "data_collection_results_list"].array?.count == 2)
      #expect(record["metadata", "termination_reason"] == "end_call tool was called.")
    }
  }

  @Test func hangingUpFromOutsideCutsTheTranscript() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let peer = workspace.peer()
      let placed = peer.call()
      await workspace.sandbox.clock.advance(to: Workspace.noon + .milliseconds(6_500))
      #expect(PhoneNetwork.hangUp(placed["callSid"].string ?? "", in: workspace.sandbox))
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(60))
      let record = Self.record(peer, placed)
      #expect(record["status"] == "done")
      #expect(record["metadata", "call_duration_secs"] == 1)
      #expect(record["transcript"].array?.count == 1)
      #expect(record["transcript", "0", "interrupted"] == true)
      #expect(record["transcript", "0", "original_message"] == "Hello there, how can I help you?")
    }
  }

  /// The app's side of tools.
  private final class App: Postman {
    var letters: [Letter] = []
    func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
      letters.append(letter)
      return .answered(Response(status: 200, body: Array(#"{"order":{"ids":["o-1"]}}"#.utf8)))
    }
  }

  @Test func aServerToolAsksTheApp() async throws {
    try await onLoop {
      let agent: JSONObject = [
        "conversation_config": .object(OrderTool.agent), "name": "Shop", "agent_id": .string(Workspace.agentID),
      ]
      let workspace = try Workspace([
        "world": ["elevenlabs": ["agents": ["receptionist": .object(agent)]]],
        "agents": ["receptionist": ["lines": OrderTool.lines]],
      ])
      let app = App()
      workspace.sandbox.postman = app
      let peer = workspace.peer()
      var data = OrderTool.data(host: "127.0.0.1:9")
      data["dynamic_variables"]?["customer_name"] = "Ada"
      let placed = peer.call(["conversation_initiation_client_data": data])
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(600))
      #expect(app.letters.map(\.url) == ["http://127.0.0.1:9/shops/a%2Fb/orders?v=1&lang=en"])
      let record = Self.record(peer, placed)
      #expect(record.status == 200, "\(record.text)")
      let messages = record["transcript"].array?.compactMap { $0["message"]?.string } ?? []
      #expect(messages.contains("Your order is o-1."))
      let list = peer.get("/v1/convai/conversations?tool_names=order&tool_names_successful=order&main_languages=en")
      #expect(list["conversations", "0", "tool_names"] == ["order", "end_call"])
      #expect(peer.get("/v1/convai/conversations?tool_names_errored=order")["conversations"] == [])
      #expect(peer.get("/v1/convai/conversations?main_languages=de")["conversations"] == [])
    }
  }
}
