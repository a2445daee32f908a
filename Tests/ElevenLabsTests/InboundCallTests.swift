import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct InboundCallTests {
  @LoopActor private static func receive(
    in workspace: Workspace, to number: String = "+15555550100", person: Person? = nil
  ) -> (line: Telephony.Line, taking: Taking) {
    PhoneNetwork.receive(
      from: "+15555550177", to: number, person: person, takers: [InboundCalls()], in: workspace.sandbox)
  }

  @LoopActor private static func conversation(_ taking: Taking, in workspace: Workspace) throws -> Reception {
    guard case .taken(let id?) = taking else { throw APIError("not_taken") }
    return workspace.peer().get("/v1/convai/conversations/\(id)")
  }

  @Test func theAssignedAgentAnswers() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let (line, taking) = Self.receive(in: workspace)
      #expect(try Self.conversation(taking, in: workspace)["status"] == "initiated")
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(3_600))
      let done = try Self.conversation(taking, in: workspace)
      #expect(done["status"] == "done")
      #expect(done["metadata", "phone_call", "direction"] == "inbound")
      #expect(done["metadata", "phone_call", "call_sid"].string == line.callSID)
      let variables = done["conversation_initiation_client_data", "dynamic_variables"]
      #expect(variables["system__caller_id"] == "+15555550177")
      #expect(variables["system__called_number"] == "+15555550100")
      #expect(line.call?.status == .completed)
    }
  }

  @Test func whoeverHangsUpBeforeTheAnswerHasNotSpoken() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let (line, taking) = Self.receive(in: workspace)
      PhoneNetwork.hangUp(line.callSID, in: workspace.sandbox)
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(60))
      let failed = try Self.conversation(taking, in: workspace)
      #expect(failed["status"] == "failed")
      #expect(failed["transcript"] == [])
      #expect(line.call?.status == .canceled)
    }
  }

  @Test func aNumberWithoutAnAgentDeclines() async throws {
    try await onLoop {
      let workspace = try Workspace()
      _ = workspace.peer().patch("/v1/convai/phone-numbers/\(Workspace.numberID)", ["agent_id": nil])
      guard case .declined(let why) = Self.receive(in: workspace).taking else {
        Issue.record("taken")
        return
      }
      #expect(why.contains(Workspace.numberID))
      #expect(workspace.sandbox.world[Conversation.self].count == 0)
    }
  }

  @Test(arguments: ["rejected", "failed_conversation"])
  func aboveTheLimitACallIsRejectedOrFails(what: JSONValue) async throws {
    try await onLoop {
      let settings: JSONValue = ["concurrency_limit": 1, "inbound_over_concurrency": what]
      let workspace = try Workspace(["settings": ["elevenlabs": settings]])
      let first = Self.receive(in: workspace)
      await workspace.advance(.seconds(2))
      #expect(try Self.conversation(first.taking, in: workspace)["status"] == "in-progress")
      let second = Self.receive(in: workspace)
      if what == "rejected" {
        guard case .declined(let why) = second.taking else { throw APIError("taken") }
        #expect(why.contains("concurrency_limit"))
        #expect(second.line.call?.status == .busy)
        #expect(workspace.sandbox.world[Conversation.self].count == 1)
      } else {
        await workspace.advance(.seconds(1))
        let failed = try Self.conversation(second.taking, in: workspace)
        #expect(failed["status"] == "failed")
        #expect(failed["metadata", "error", "code"] == 1008)
        #expect(failed["metadata", "call_duration_secs"] == 0)
        #expect(second.line.call?.status == .completed)
      }
      await workspace.advanceUntilIdle()
      let third = Self.receive(in: workspace)
      await workspace.advanceUntilIdle()
      #expect(try Self.conversation(third.taking, in: workspace)["status"] == "done", "a slot is free again")
    }
  }

  @Test func withoutCreditsACallDropsAtTheAnswer() async throws {
    try await onLoop {
      let workspace = try Workspace(["world": OutboundCallTests.broke])
      let (_, taking) = Self.receive(in: workspace)
      await workspace.advanceUntilIdle()
      let failed = try Self.conversation(taking, in: workspace)
      #expect(failed["status"] == "failed")
      #expect(failed["metadata", "error", "code"] == 3000)
      #expect(failed["transcript"] == [])
    }
  }

  /// A batch waits for calls of any kind to end: one that drops at its answer counts too.
  @Test func anInboundCallThatFailsFreesItsPlaceForABatch() async throws {
    try await onLoop {
      let workspace = try Workspace(["settings": ["elevenlabs": ["concurrency_limit": 1]]])
      let overrides: JSONValue = ["overrides": ["enable_conversation_initiation_client_data_from_webhook": true]]
      _ = workspace.peer().patch("/v1/convai/agents/\(Workspace.agentID)", ["platform_settings": overrides])
      let taking = Self.receive(in: workspace).taking
      let batch = try workspace.submit(BatchCallingTests.body(1))
      await workspace.advanceUntilIdle()
      #expect(try Self.conversation(taking, in: workspace)["status"] == "failed")
      #expect(batch.json["status"] == "completed")
      #expect(batch.recipients[0]["status"] == "completed")
    }
  }

  @Test(
    arguments: [
      (#"{"type": "conversation_initiation_client_data"}"#, 200, nil),
      (#"{"type": "conversation_initiation_client_data", "dynamic_variables": {"a": null, "b": 1.5}}"#, 201, nil),
      (#"{"type": "other"}"#, 200, "\"type\""), ("", 200, "JSON"), ("{}", 404, "404"),
      (#"{"type": "conversation_initiation_client_data", "conversation_config_override": 1}"#, 200, "no object"),
      (#"{"type": "conversation_initiation_client_data", "dynamic_variables": {"a": []}}"#, 200, "\"a\""),
    ] as [(String, Int, String?)])
  func anAnswerIsTakenOrToldWhyNot(body: String, status: Int, why: String?) {
    switch InitiationAnswer(.answered(Response(status: status, body: Array(body.utf8)))) {
    case .data(let data):
      #expect(why == nil)
      #expect(data["type"] == nil)
    case .refused(let words): #expect(why.map(words.contains) == true, "\(words)")
    }
  }

  @Test func theOneRequestOfAScenarioMeetsItsPeople() async throws {
    try await onLoop {
      let workspace = try Workspace(["people": ["+15555550123": ["reaction": "busy"]]])
      _ = workspace.peer().call()
      await workspace.sandbox.clock.advanceUntilIdle(within: .seconds(60))
      #expect(workspace.sandbox.world[Call.self].all.map(\.status) == [.busy])
    }
  }
}
