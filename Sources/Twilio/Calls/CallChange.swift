internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation
internal import Telephony

/// What `POST /Calls/{Sid}.json` asks for.
@LoopActor struct CallChange {
  private let status: String?
  /// Whether another document is to run.
  private let redirects: Bool

  /// Reads the form.
  ///
  /// That an unknown status is refused with 20001 is assumed. Unknown parameters are silently passed over (docs); a near miss
  /// is worth a hint.
  init(_ exchange: Exchange) throws(APIError) {
    let status = exchange.form("Status")
    self.status = status
    redirects = exchange.form("Url") != nil || exchange.form("Twiml") != nil
    if let status, status != "completed", status != "canceled" {
      throw APIError(
        "twilio.20001", hint: "Status is \"completed\" or \"canceled\"; \(HintLine.quoted(status)) was sent.")
    }
    guard status == nil, !redirects else { return }
    if let near = exchange.form.first(where: { $0.name.lowercased() == "status" })?.name {
      exchange.hint =
        "\(HintLine.quoted(near)) was sent, which the service passes over; the parameter is named \"Status\"."
    } else if exchange.arrival.request.field("content-type")?.hasPrefix("application/json") == true {
      exchange.hint = "The body was sent as JSON, which the service does not read: send a form, Status=completed."
    }
  }

  /// Ends the call or refuses to, by the state that it is in.
  ///
  /// Source: reference §4.4. That `canceled` on a call that is over is refused like `completed` is assumed.
  func apply(to call: Call, _ exchange: Exchange) throws(APIError) {
    if call.status.isFinal, status != nil || redirects {
      throw APIError("twilio.21220", ["status": call.status.rawValue])
    }
    if redirects {
      guard call.status == .inProgress else { throw APIError("twilio.21220", ["status": call.status.rawValue]) }
      throw APIError.notBuilt("giving a live call another document (Url, Twiml)")
    }
    guard let status else { return }
    if call.status == .inProgress, status == "canceled" {
      exchange.hint = "The call is in progress: \"canceled\" does nothing to it. Send Status=completed to end it."
      return
    }
    PhoneNetwork.hangUp(call.id, in: exchange.sandbox)
  }
}
