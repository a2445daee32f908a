internal import HTTP1
internal import JSON

/// Somebody's account with one provider: what opens it, and where the provider is.
public struct ServiceAccount: Sendable {
  /// What opens it.
  let key: ProviderKey
  /// Who answers.
  let exchange: any Exchange

  /// An account.
  public init(key: ProviderKey, exchange: any Exchange) {
    self.key = key
    self.exchange = exchange
  }
}

/// Several providers behind one exchange: each request goes to the one that it is for.
struct ServiceExchange: Exchange {
  let accounts: [Provider: ServiceAccount]

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    guard let account = accounts[request.provider] else {
      throw ExchangeFailure("there is no account with \(request.provider.title)")
    }
    return try await account.exchange.send(request)
  }
}

extension Provider {
  /// What is asked once, since credentials that are refused would fail every case.
  func probe(_ account: ServiceAccount) -> String {
    switch self {
    case .elevenlabs: "/v1/user"
    case .twilio: "/2010-04-01/Accounts/\(PercentCoding.encode(account.key.account ?? ""))/Calls.json?PageSize=1"
    }
  }

  /// Why credentials are refused; nil where they are not, though they may not open everything.
  func refusal(_ answer: ExchangeAnswer) -> String? {
    guard answer.status == 401 else { return nil }
    switch self {
    case .elevenlabs:
      let detail = answer.json?["detail"]
      let words = detail?["status"]?.string ?? detail?["code"]?.string
      return words == "missing_permissions" ? nil : "the key is refused: \(words ?? answer.excerpt)"
    case .twilio:
      return "Twilio refuses the account SID and the token: \(answer.json?["message"]?.string ?? answer.excerpt)"
    }
  }
}
