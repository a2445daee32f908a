internal import Bytes
internal import Cryptography
public import Simulation

/// The signature that ElevenLabs puts on each webhook it sends.
///
/// Shape: `ElevenLabs-Signature: t=<Unix seconds>,v0=<64 lower-case hexadecimal digits>`. The digits are the HMAC-SHA256 of
/// `<t>.<raw body>`; its key is the whole secret, `wsec_` included, as UTF-8. Source: official SDK 2.78, and a header with its
/// body recorded in public in 2025-11.
public struct WebhookSignature: Sendable, Equatable {
  /// The name of the header field.
  public static let fieldName = "ElevenLabs-Signature"
  /// How old `t` may be for the SDK, which does not mind one that lies ahead.
  public static let tolerance = Duration.seconds(30 * 60)

  /// `t`, in Unix seconds as text: what was sent is signed, not what it means.
  public let timestamp: String
  /// The HMAC in lower-case hexadecimal digits.
  public let hash: String

  /// Signs a body at a time.
  public init(secret: String, timestamp: Int64, body: [UInt8]) {
    self.init(secret: secret, timestamp: String(timestamp), body: body)
  }

  init(secret: String, timestamp: String, body: [UInt8]) {
    self.timestamp = timestamp
    hash = Hexadecimal.text(Self.recipe(secret: secret, timestamp: timestamp, body: body).digest)
  }

  /// The value of the header field.
  public var field: String { "t=\(timestamp),v0=\(hash)" }

  /// How it is computed.
  static func recipe(secret: String, timestamp: String, body: [UInt8]) -> SignatureRecipe {
    SignatureRecipe(
      key: Array(secret.utf8), timestamp: timestamp, body: body, pieces: [.timestamp, .text("."), .body],
      algorithm: .hmacSHA256)
  }

  /// Whether the SDK takes a webhook with this header, and why not.
  ///
  /// Every reason is given, in the order in which `construct_event` looks: it raises the first.
  public static func refusals(
    of header: String?, secret: String, body: [UInt8], at now: Instant
  ) -> [WebhookRefusal] {
    guard let header, !header.isEmpty else { return [.headerMissing] }
    guard !secret.isEmpty else { return [.secretMissing] }
    let parts = WebhookSignatureHeader(header)
    guard let timestamp = parts.timestamp, let hash = parts.hash else { return [.malformed(parts.flaw)] }
    guard let seconds = parts.seconds else { return [.timestampNotANumber(timestamp)] }
    var refusals: [WebhookRefusal] = []
    let age = age(of: seconds, at: now)
    if age > tolerance { refusals.append(.tooOld(age)) }
    if hash != WebhookSignature(secret: secret, timestamp: timestamp, body: body).hash { refusals.append(.wrongHash) }
    return refusals
  }

  /// How long ago `t` was, in milliseconds as the SDK counts them.
  ///
  /// Below zero where it lies ahead; saturates.
  static func age(of seconds: Int64, at now: Instant) -> Duration {
    Duration(clampingMilliseconds: now.unixMilliseconds.subtractingSaturating(seconds.multipliedSaturating(by: 1000)))
  }
}
