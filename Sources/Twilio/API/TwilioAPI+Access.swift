internal import EventLoop
internal import HTTP1
internal import Simulation

extension TwilioAPI {
  /// The account whose credentials came with a request.
  ///
  /// API keys (`SK…`), bearer tokens and subaccounts are not told apart from what nobody knows.
  func authenticate(_ arrival: Arrival) throws(APIError) -> String {
    let own = arrival.sandbox.twilio
    guard let sent = BasicCredentials(arrival.request) else {
      guard let field = arrival.request.field("authorization") else {
        throw APIError("twilio.20003_no_credentials")
      }
      let scheme = String(field.prefix { $0 != " " })
      throw APIError(
        "twilio.20003_no_credentials",
        hint:
          "Authorization \(HintLine.quoted(Secrets.cut(scheme))) was sent and cannot be read as HTTP Basic: account SID, "
          + "colon, auth token, in Base64. Ringback takes nothing else here.")
    }
    if arrival.isFromForeignPage, own.isGuessable || options.acceptsAnyKey && !own.isOpened(by: sent) {
      throw APIError("twilio.20003", hint: arrival.foreignPageHint)
    }
    if own.isOpened(by: sent) || options.acceptsAnyKey { return sent.user }
    if sent.user == own.accountSID { throw APIError("twilio.20003", hint: Self.wrongToken(sent.password, own)) }
    if sent.user.hasPrefix("SK") {
      throw APIError(
        "twilio.20003_invalid_username",
        hint: "\(HintLine.quoted(sent.user)) looks like an API key, which Ringback does not know: use the account SID "
          + "\(own.accountSID) and its auth token.")
    }
    throw APIError("twilio.20003_invalid_username")
  }

  /// The path has to name an account, and the one whose credentials were sent.
  func check(_ sid: String, against account: String) throws(APIError) {
    guard Self.isAccountSID(sid) else {
      throw APIError(
        "twilio.20404", hint: "\(HintLine.quoted(sid)) is no account SID: AC and 32 hexadecimal digits.")
    }
    guard sid == account else {
      throw APIError(
        "twilio.20003",
        hint:
          "The path names account \(HintLine.quoted(sid)), the credentials are those of \(account): both have to be one."
      )
    }
  }

  private static func isAccountSID(_ sid: String) -> Bool {
    let digits = sid.dropFirst(2)
    return sid.hasPrefix("AC") && digits.utf8.count == 32
      && digits.utf8.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
  }

  private static func wrongToken(_ token: String, _ own: TwilioAccount) -> String? {
    let trimmed = token.split(whereSeparator: { " \"'\n".contains($0) }).joined()
    guard trimmed != token, trimmed == own.authToken else { return nil }
    return "The auth token has quotes or blanks around it; without them it would be right."
  }
}
