/// Why the official SDK does not take a webhook.
public enum WebhookRefusal: Error, Sendable, Equatable {
  case headerMissing
  case secretMissing
  /// No `t` or no `v0` is found; says why.
  case malformed(String)
  case timestampNotANumber(String)
  /// `t` lies further back than the tolerance; says how far.
  case tooOld(Duration)
  case wrongHash
  /// The signature is right, and then the SDK cannot parse the body.
  case bodyNotJSON(String)

  /// What `construct_event` raises: `BadRequestError` with these words, or Python's own error.
  public var raised: String {
    switch self {
    case .headerMissing: "Missing signature header"
    case .secretMissing: "Webhook secret not configured"
    case .malformed: "No signature hash found with expected scheme v0"
    case .timestampNotANumber: "ValueError"
    case .tooOld: "Timestamp outside the tolerance zone"
    case .wrongHash: "Signature hash does not match the expected signature hash for payload"
    case .bodyNotJSON: "JSONDecodeError"
    }
  }

  /// What that means here.
  public var explanation: String {
    switch self {
    case .headerMissing: "there is no signature: does a proxy drop the header, or does the app read another name?"
    case .secretMissing: "the secret is empty: is the environment variable set?"
    case .malformed(let flaw): flaw
    case .timestampNotANumber(let text): "t is \"\(text)\": it is Unix seconds in digits"
    case .tooOld(let age):
      "t is \(Self.words(age)) old and may be \(Self.words(WebhookSignature.tolerance)): "
        + "sign anew for a test, or check the clocks"
    case .wrongHash: "the hash is not that of this secret, this t and this body"
    case .bodyNotJSON(let words): "the signature is right, but the body is not JSON: \(words)"
    }
  }

  /// A duration in its two or one largest useful units.
  static func words(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    func counted(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
    return switch seconds {
    case ..<60: counted(seconds, "second")
    case ..<7_200: "\(counted(seconds / 60, "minute"))\(seconds % 60 == 0 ? "" : " \(counted(seconds % 60, "second"))")"
    case ..<172_800: counted(seconds / 3_600, "hour")
    default: counted(seconds / 86_400, "day")
    }
  }
}
