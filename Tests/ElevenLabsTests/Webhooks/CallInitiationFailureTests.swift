import EventLoop
import JSON
import LoopTestSupport
import Simulation
import Telephony
import TestSupport
import Testing

@Suite struct CallInitiationFailureTests {
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
}
