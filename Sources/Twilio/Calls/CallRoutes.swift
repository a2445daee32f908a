internal import EventLoop
internal import JSON
internal import Simulation
internal import Telephony

/// Reading calls, and ending them.
@LoopActor enum CallRoutes {
  static let handlers: [String: Handler] = ["FetchCall": fetch, "ListCall": list, "UpdateCall": update]

  private static func fetch(_ exchange: Exchange) throws(APIError) -> JSONValue {
    try find(exchange).json(account: exchange.account)
  }

  private static func list(_ exchange: Exchange) throws(APIError) -> JSONValue {
    let filter = try CallFilter(exchange)
    return try CallPage(exchange).json(where: filter)
  }

  private static func update(_ exchange: Exchange) throws(APIError) -> JSONValue {
    let call = try find(exchange)
    try CallChange(exchange).apply(to: call, exchange)
    return try find(exchange).json(account: exchange.account)
  }

  private static func find(_ exchange: Exchange) throws(APIError) -> Call {
    let sid = exchange.path("Sid")
    if let call = exchange.sandbox.world[Call.self][sid], call.isTwilios { return call }
    if sid.hasPrefix("conv_") {
      throw APIError(
        "twilio.20404",
        hint:
          "\(HintLine.quoted(sid)) is a conversation of ElevenLabs: the call's SID is callSid of the answer that placed it, "
          + "or metadata.phone_call.call_sid of the conversation.")
    }
    throw APIError("twilio.20404")
  }
}
