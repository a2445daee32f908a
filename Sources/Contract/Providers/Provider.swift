internal import HTTP1

/// A service whose API cases speak to.
public enum Provider: String, Sendable, CaseIterable, Comparable {
  /// ElevenLabs Agents.
  case elevenlabs
  /// Twilio Voice.
  case twilio

  /// What people call it.
  public var title: String {
    switch self {
    case .elevenlabs: "ElevenLabs"
    case .twilio: "Twilio"
    }
  }

  /// Where it is.
  public var url: String {
    switch self {
    case .elevenlabs: "https://api.elevenlabs.io"
    case .twilio: "https://api.twilio.com"
    }
  }

  /// The variables of the environment that hold its credentials.
  public var environment: [String] {
    switch self {
    case .elevenlabs: ["ELEVENLABS_API_KEY"]
    case .twilio: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]
    }
  }

  /// In the order of the list.
  public static func < (left: Provider, right: Provider) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The header field that carries a key.
  func field(_ key: ProviderKey) -> (name: String, value: String) {
    switch self {
    case .elevenlabs: ("xi-api-key", key.secret)
    case .twilio: ("authorization", key.basic)
    }
  }

  /// Whether a request dials if it succeeds.
  ///
  /// By path, since our document of Twilio has no such operation yet: it would dial all the same.
  func dials(_ method: Method, _ path: String) -> Bool {
    guard method == .post else { return false }
    return switch self {
    case .elevenlabs:
      path.hasSuffix("/outbound-call") || path.hasPrefix("/v1/convai/batch-calling/") && !path.hasSuffix("/cancel")
    case .twilio: path.hasSuffix("/Calls.json") || path.hasSuffix("/Participants.json")
    }
  }
}
