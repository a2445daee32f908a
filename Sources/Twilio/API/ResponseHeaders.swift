internal import HTTP1
internal import Simulation

/// The header fields that every answer of the service carries.
///
/// Source: live answers in public captures (reference §1.3). The duration and the count of concurrent requests are constant
/// here, so that equal runs have equal journals.
enum ResponseHeaders {
  private static let fields = [
    ("twilio-concurrent-requests", "1"),
    ("twilio-request-duration", "0.012"),
    ("access-control-allow-origin", "*"),
    (
      "access-control-allow-headers",
      "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, "
        + "Idempotency-Key"
    ),
    ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS"),
    ("access-control-expose-headers", "ETag"),
    ("access-control-allow-credentials", "true"),
    ("x-powered-by", "AT-5000"),
    ("x-shenanigans", "none"),
    ("x-home-region", "us1"),
    ("x-api-domain", "api.twilio.com"),
    ("strict-transport-security", "max-age=31536000"),
  ]

  /// What a page may read of an answer besides `ETag`.
  static let exposed = "twilio-request-id, x-ringback-hint, x-ringback-fidelity"

  /// What stands on every answer.
  static let common = HeaderBlock(fields)
  /// What stands on a success.
  static let json = HeaderBlock(
    fields + [("x-ringback-fidelity", Fidelity.stateful.rawValue), ("content-type", "application/json")])
}
