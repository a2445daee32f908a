import EventLoop
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import ElevenLabs
@testable import Telephony

@Suite(.timeLimit(.minutes(2))) struct CallInitiationFailureTests {
  /// The docs' sample of 2025-10: keys in their order, and what stands in them whatever the call.
  private static let sample: JSONObject = [
    "Called": "+15555550123", "ToState": "CA", "CallerCountry": "US", "Direction": "outbound-api", "Timestamp": nil,
    "CallbackSource": "call-progress-events", "SipResponseCode": "487", "CallerState": "NY", "ToZip": "",
    "SequenceNumber": "2", "CallSid": nil, "To": "+15555550123", "CallerZip": "", "ToCountry": "US", "CalledZip": "",
    "ApiVersion": "2010-04-01", "CalledCity": "", "CallStatus": "busy", "Duration": "0", "From": "+15555550100",
    "CallDuration": "0", "AccountSid": nil, "CalledCountry": "US", "CallerCity": "", "ToCity": "",
    "FromCountry": "US", "Caller": "+15555550100", "FromCity": "", "CalledState": "CA", "FromZip": "",
    "FromState": "NY",
  ]

  @LoopActor private static func workspace(_ reaction: Person.Reaction) throws -> Workspace {
    let workspace = try Workspace.heard()
    var person = Person()
    person.reaction = reaction
    workspace.sandbox.world[Carrier.self].people["+15555550123"] = person
    return workspace
  }

  @Test func aBusyLineIsToldAsInTheSample() async throws {
    try await onLoop {
      let workspace = try Self.workspace(.busy)
      let postbox = Postbox(of: workspace)
      let id = await workspace.live()
      #expect(postbox.types == ["call_initiation_failure"])
      let data = try #require(postbox.bodies[0]["data"])
      #expect(data.object?.keys == ["agent_id", "conversation_id", "failure_reason", "metadata"])
      #expect(data["conversation_id"]?.string == id)
      #expect(data["failure_reason"] == "busy")
      #expect(data["metadata"]?["type"] == "twilio")
      let body = try #require(data["metadata"]?["body"]?.object)
      #expect(body.keys == Self.sample.keys)
      for (name, value) in Self.sample where !value.isNull { #expect(body[name] == value, "\(name)") }
      #expect(body["Timestamp"]?.string?.wholeMatch(of: /Sat, 21 Nov 2026 10:00:0\d \+0000/) != nil)
      #expect(body["AccountSid"]?.string == workspace.sandbox.twilio.accountSID)
      let shown = workspace.peer().get("/v1/convai/conversations/\(id)")
      #expect(shown["metadata", "phone_call", "call_sid"] == body["CallSid"])
    }
  }

  @Test(arguments: [
    (Person.Reaction.noAnswer, "no-answer", "no-answer", "487", "2"),
    (.rejects, "busy", "busy", "603", "2"),
    (.unreachable(sipStatus: 404), "unknown", "failed", "404", "1"),
  ])
  func eachReasonHasItsWords(
    reaction: Person.Reaction, reason: String, status: String, sipStatus: String, sequence: String
  ) async throws {
    try await onLoop {
      let workspace = try Self.workspace(reaction)
      let postbox = Postbox(of: workspace)
      await workspace.live()
      let data = postbox.bodies.first?["data"]
      let body = data?["metadata"]?["body"]
      #expect(data?["failure_reason"]?.string == reason)
      #expect(body?["CallStatus"]?.string == status)
      #expect(body?["SipResponseCode"]?.string == sipStatus)
      #expect(body?["SequenceNumber"]?.string == sequence)
    }
  }

  @Test func aMachineThatPicksUpIsNoFailure() async throws {
    try await onLoop {
      let workspace = try Self.workspace(.voicemail)
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.types == ["post_call_transcription"])
    }
  }

  @Test func whoDidNotAskForItHearsNothing() async throws {
    try await onLoop {
      let workspace = try Workspace.heard(hearing: ["events": ["transcript"]])
      var person = Person()
      person.reaction = .busy
      workspace.sandbox.world[Carrier.self].people["+15555550123"] = person
      let postbox = Postbox(of: workspace)
      await workspace.live()
      #expect(postbox.letters.isEmpty)
    }
  }

  /// Nobody knows whether the service tells of it.
  @Test func aRefusedDialIsToldWhereASettingSaysSo() async throws {
    try await onLoop {
      for (setting, types) in [("none", []), ("call_initiation_failure", ["call_initiation_failure"])] {
        let workspace = try Workspace.heard(settings: ["webhook_of_refused_dial": .string(setting)])
        let postbox = Postbox(of: workspace)
        await workspace.live(["to_number": "+15005550001"])
        #expect(postbox.types == types)
        guard let data = postbox.bodies.first?["data"] else { continue }
        #expect(data["failure_reason"] == "unknown")
        #expect(data["metadata"]?["body"]?["CallSid"] == "")
        #expect(data["metadata"]?["body"]?["SipResponseCode"] == nil)
      }
    }
  }

  @Test(
    arguments: [
      (
        486, "INVITE failed: sip status: 486: Busy here (SIP 486)",
        ["sip_status": "Busy here", "twirp_code": "unavailable"]
      ),
      (404, "INVITE failed: sip status: 404: Domain unavailable (SIP 404)", ["sip_status": "Domain unavailable"]),
      (487, "request timed out", [:]),
    ] as [(Int, String, JSONObject)])
  func aTrunkSaysWhatItMetInOtherWords(status: Int, reason: String, more: JSONObject) async throws {
    try await onLoop {
      let workspace = try Workspace()
      var conversation = Conversation(
        id: "conv_1", agentID: "agent_1", agentName: "A", branchID: "b", status: .failed, startedAt: Workspace.noon,
        clientData: nil)
      conversation.phoneCall = Conversation.PhoneCall(
        provider: "sip_trunking", direction: "outbound", phoneNumberID: "phnum_1", agentNumber: "+15555550100",
        externalNumber: "+15555550123", callSID: "")
      conversation.fail(Conversation.Failure(code: Int64(status), reason: reason, type: "call_initialization_error"))
      var call = Call(
        id: "SCL_1", from: "+15555550100", to: "+15555550123", direction: .outboundAPI, createdAt: Workspace.noon)
      call.status = status == 486 ? .busy : .failed
      call.sipStatus = status
      let data = CallInitiationFailure(of: call, conversation, in: workspace.sandbox).data
      var body: JSONObject = [
        "from_number": "+15555550100", "to_number": "+15555550123", "sip_status_code": .integer(Int64(status)),
        "error_reason": .string(reason), "call_sid": "",
      ]
      body.merge(more)
      #expect(data["failure_reason"]?.string == (status == 486 ? "busy" : "unknown"))
      #expect(data["metadata"] == ["type": "sip", "body": .object(body)])
    }
  }
}
