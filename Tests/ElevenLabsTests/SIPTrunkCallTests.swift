import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SIPTrunkCallTests {
  static let path = "/v1/convai/sip-trunk/outbound-call"

  static func body(_ changes: JSONObject = [:]) -> JSONValue {
    var all: JSONObject = ["agent_phone_number_id": .string(Workspace.trunkID)]
    all.merge(changes)
    return Workspace.call(all)
  }

  @Test func theAnswerWaitsUntilSomebodyPicksUp() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let call = workspace.open(Self.path, Self.body())
      #expect(call.answer == nil)
      let id = workspace.peer().get("/v1/convai/conversations")["conversations", "0", "conversation_id"]
      let ringing = workspace.conversation(id)
      #expect(ringing["status"] == "initiated", "\(ringing.text)")
      #expect(ringing["metadata", "phone_call", "call_sid"] == "")
      #expect(ringing["metadata", "conversation_initiation_source"] == "sip_trunk")
      await workspace.advance(.seconds(4))
      #expect(call.answer == nil)
      await workspace.advance(.seconds(1))
      let answer = try #require(call.answer)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json.object?.keys.map { $0 } == ["success", "message", "conversation_id", "sip_call_id"])
      #expect(answer["success"] == true)
      #expect(answer["message"] == "Outbound call initiated")
      #expect(answer["conversation_id"] == id)
      #expect(answer["sip_call_id"].string?.wholeMatch(of: try Regex("SCL_[0-9A-Za-z]{12}")) != nil)
      #expect(answer.field("x-ringback-fidelity") == "stateful")
      let talking = workspace.conversation(id)
      #expect(talking["status"] == "in-progress")
      let phone = talking["metadata", "phone_call"]
      #expect(phone["type"] == "sip_trunking")
      #expect(phone["call_sid"] == answer["sip_call_id"])
      #expect(phone["call_id"]?.string?.wholeMatch(of: try Regex("otb_[0-9]{2}[0-9a-z]{26}")) != nil)
      #expect(phone["stream_sid"] == nil)
      await workspace.advanceUntilIdle()
      #expect(workspace.conversation(id)["status"] == "done")
    }
  }

  @Test(
    arguments: [
      (.busy, 486, "INVITE failed: sip status: 486: Busy Here (SIP 486)", "line_busy", "busy"),
      (.rejects, 603, "INVITE failed: sip status: 603: Decline (SIP 603)", "call_rejected", "busy"),
      (.noAnswer, 1011, "request timed out", "no_answer", "no_answer"),
      (
        .unreachable(sipStatus: 404), 404, "INVITE failed: sip status: 404: Domain unavailable (SIP 404)",
        "call_initialization_error", "failed"
      ),
      (
        .unreachable(sipStatus: 480), 480, "INVITE failed: sip status: 480: Temporarily Unavailable (SIP 480)",
        "call_initialization_error", "failed"
      ),
      (
        .unreachable(sipStatus: 408), 1011, "transaction failed to complete (0 intermediate responses)",
        "call_initialization_error", "failed"
      ),
    ] as [(Person.Reaction, Int, String, String, String)])
  func whatFailsIsToldInTheAnswerAndTheRecord(
    reaction: Person.Reaction, code: Int, reason: String, type: String, result: String
  ) async throws {
    try await onLoop {
      let workspace = try Workspace()
      workspace.person("+15555550123", reaction)
      let call = workspace.open(Self.path, Self.body())
      #expect(call.answer == nil)
      await workspace.advanceUntilIdle()
      let answer = try #require(call.answer)
      #expect(answer.status == 200)
      #expect(answer["success"] == false)
      #expect(answer["message"] == .string(reason))
      #expect(answer["sip_call_id"].isNull)
      #expect(answer.fullHint.contains("check success"))
      let failed = workspace.conversation(answer["conversation_id"])
      #expect(failed["status"] == "failed", "\(failed.text)")
      #expect(
        failed["metadata", "error"] == ["code": .integer(code), "reason": .string(reason), "error_type": .string(type)])
      #expect(failed["metadata", "phone_call", "call_result"] == .string(result))
      #expect(failed["metadata", "phone_call", "call_sid"] == "")
      #expect(failed["metadata", "accepted_time_unix_secs"].isNull)
      #expect(failed["metadata", "termination_reason"] == "")
      #expect(failed["analysis"].isNull)
    }
  }

  @Test func whatIsNoNumberIsAnInvalidDestination() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let call = workspace.open(Self.path, Self.body(["to_number": "D11"]))
      await workspace.advanceUntilIdle()
      #expect(
        call.answer?["message"] == "INVITE failed: sip status: 404: Invalid destination number D11 (SIP 404)")
    }
  }

  @Test func itRingsAsLongAsTheCallSays() async throws {
    try await onLoop {
      let workspace = try Workspace()
      workspace.person("+15555550123", .noAnswer)
      let call = workspace.open(Self.path, Self.body(["telephony_call_config": ["ringing_timeout_secs": 12]]))
      await workspace.advance(.seconds(12))
      #expect(call.answer == nil)
      await workspace.advance(.seconds(1))
      #expect(call.answer?["message"] == "request timed out")
    }
  }

  @Test func whoHangsUpThroughAnAPIEndsTheWait() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let call = workspace.open(Self.path, Self.body())
      await workspace.advance(.seconds(2))
      let ringing = try #require(workspace.sandbox.world[Call.self].all.first)
      #expect(!ringing.isTwilios)
      #expect(PhoneNetwork.hangUp(ringing.id, in: workspace.sandbox))
      await workspace.advance(.seconds(0))
      #expect(call.answer?["message"] == "INVITE failed: sip status: 487: Request Terminated (SIP 487)")
    }
  }

  @Test func aNumberWithoutATrunkIsRefused() async throws {
    try await onLoop {
      let workspace = try Workspace()
      let answer = try #require(
        workspace.open(Self.path, Self.body(["agent_phone_number_id": .string(Workspace.numberID)])).answer)
      #expect(answer.status == 400)
      #expect(answer["detail", "status"] == "invalid_provider_config")
      #expect(answer.hint.contains("/v1/convai/twilio/outbound-call"))
      for (changes, id) in [
        (["agent_id": "agent_x"], "agent_x"), (["agent_phone_number_id": "phnum_x"], "phnum_x"),
      ] as [(JSONObject, String)] {
        let unknown = try #require(workspace.open(Self.path, Self.body(changes)).answer)
        #expect(unknown.status == 404)
        #expect(unknown["detail", "message"] == .string("Document with id \(id) not found."))
      }
      #expect(workspace.peer().get("/v1/convai/conversations")["conversations"] == [])
    }
  }

  @Test func withoutCreditsNothingIsDialled() async throws {
    try await onLoop {
      let workspace = try Workspace(["world": OutboundCallTests.broke])
      let answer = try #require(workspace.open(Self.path, Self.body()).answer)
      #expect(answer["success"] == false)
      #expect(answer["message"].string?.hasPrefix("[quota_exceeded]") == true)
      #expect(workspace.conversation(answer["conversation_id"])["metadata", "error", "code"] == 3000)
      #expect(workspace.sandbox.world[Call.self].count == 0)
    }
  }
}
