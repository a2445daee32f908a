internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation
internal import Telephony

/// Why nobody was reached: the `data` of a `call_initiation_failure`.
@LoopActor struct CallInitiationFailure {
  let conversation: Conversation
  let status: Call.Status
  /// `twilio` or `sip`.
  let carrier: String
  /// What the carrier said of the call.
  let body: JSONObject

  /// A call that rang in vain, or never rang.
  init(of call: Call, _ conversation: Conversation, in sandbox: Sandbox) {
    self.conversation = conversation
    status = call.status
    if conversation.phoneCall?.provider == "sip_trunking" {
      carrier = "sip"
      body = Self.trunkBody(call, conversation)
    } else {
      carrier = "twilio"
      var callback = TwilioFailureCallback(
        callSID: call.id, accountSID: Self.accountSID(of: conversation, in: sandbox), from: call.from, to: call.to,
        status: call.status, time: sandbox.clock.now)
      callback.sipStatus = call.sipStatus
      callback.hasRung = call.hasRung
      body = callback.fields
    }
  }

  /// A call that Twilio did not take: there is no call, hence no SID.
  init(refused conversation: Conversation, from: String, to: String, in sandbox: Sandbox) {
    self.conversation = conversation
    status = .failed
    carrier = "twilio"
    body =
      TwilioFailureCallback(
        callSID: "", accountSID: sandbox.twilio.accountSID, from: from, to: to, status: .failed,
        time: sandbox.clock.now
      ).fields
  }

  /// The payload's `data`.
  var data: JSONValue {
    [
      "agent_id": .string(conversation.agentID), "conversation_id": .string(conversation.id),
      "failure_reason": .string(reason), "metadata": ["type": .string(carrier), "body": .object(body)],
    ]
  }

  /// With a hyphen here, with an underscore in `call_result` and `error_type`.
  private var reason: String {
    switch status {
    case .busy: "busy"
    case .noAnswer: "no-answer"
    case .queued, .ringing, .inProgress, .completed, .failed, .canceled: "unknown"
    }
  }

  private static func accountSID(of conversation: Conversation, in sandbox: Sandbox) -> String {
    let number = conversation.phoneCall.flatMap { sandbox.world[PhoneNumber.self][$0.phoneNumberID] }
    guard case .twilio(let account?)? = number?.provider else { return sandbox.twilio.accountSID }
    return account.accountSID ?? sandbox.twilio.accountSID
  }

  /// What a trunk says, in the words of the vendor's page; a call that never connected has no SID.
  ///
  /// Reason and phrase are taken from the record's error, so that both say the same. `twirp_code` is known for busy and
  /// unavailable lines alone; other answers leave it out.
  private static func trunkBody(_ call: Call, _ conversation: Conversation) -> JSONObject {
    let reason = conversation.failure?.reason ?? ""
    let status = call.sipStatus ?? 0
    var body: JSONObject = [
      "from_number": .string(call.from), "to_number": .string(call.to), "sip_status_code": .integer(Int64(status)),
      "error_reason": .string(reason), "call_sid": .string(conversation.phoneCall?.callSID ?? ""),
    ]
    if let start = reason.firstRange(ofText: "sip status: \(status): "),
      let end = reason[start.upperBound...].firstRange(ofText: " (SIP ")
    {
      body.append("sip_status", .string(String(reason[start.upperBound..<end.lowerBound])))
    }
    if status == 480 || status == 486 { body.append("twirp_code", "unavailable") }
    return body
  }
}

extension Call {
  /// Whether the other side's phone rang before the call was over.
  fileprivate var hasRung: Bool {
    guard let startedAt, let endedAt, status != .failed else { return false }
    return endedAt >= startedAt + Line.dialling
  }
}
