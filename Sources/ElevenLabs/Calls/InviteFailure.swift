internal import Simulation
internal import Telephony

/// Why a call through a trunk was not answered.
enum InviteFailure: Equatable {
  /// The INVITE came back with this status.
  case refused(status: Int, phrase: String)
  /// It rang, and nobody picked up.
  case unanswered
  /// Nothing at all came back.
  case noResponse

  /// What a call that is over came to; one that is gone, with the sandbox's former life, came to nothing.
  init(_ call: Call?) {
    switch (call?.status, call?.sipStatus) {
    case (nil, _), (_, nil), (_, SIPStatus.timeout?): self = .noResponse
    case (.noAnswer?, _): self = .unanswered
    case (_, let status?):
      let number = call?.to ?? ""
      let isNoNumber = !PhoneNetwork.isDialable(PhoneNetwork.digits(of: number))
      self = .refused(
        status: status,
        phrase: status == SIPStatus.notFound && isNoNumber
          ? "Invalid destination number \(number)" : SIPStatus.phrase(status))
    }
  }

  /// The `error` of the conversation.
  ///
  /// Captured 2026 but for `line_busy` and `call_rejected`, which are taken from the published list of types.
  var record: Conversation.Failure {
    switch self {
    case .unanswered: Conversation.Failure(code: 1011, reason: "request timed out", type: "no_answer")
    case .noResponse:
      Conversation.Failure(
        code: 1011, reason: "transaction failed to complete (0 intermediate responses)",
        type: "call_initialization_error")
    case .refused(let status, let phrase):
      Conversation.Failure(
        code: Int64(status), reason: "INVITE failed: sip status: \(status): \(phrase) (SIP \(status))",
        type: Self.type(of: status))
    }
  }

  private static func type(of status: Int) -> String {
    switch status {
    case SIPStatus.busy, SIPStatus.busyEverywhere: "line_busy"
    case SIPStatus.declined: "call_rejected"
    default: "call_initialization_error"
    }
  }

  /// The answer to who placed the call.
  func error(conversation id: String) -> APIError {
    switch self {
    case .refused(let status, let phrase):
      APIError(
        "sip_dial_refused",
        ["sip_status": String(status), "sip_reason": phrase, "conversation_id": id])
    case .unanswered, .noResponse: .sipFailed(record, conversation: id)
    }
  }
}
