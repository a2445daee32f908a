internal import HTTP1
internal import Simulation

/// The header fields that every answer of the service carries.
///
/// Source: header dumps in public reports, 2025-06 to 2026-08 (reference §1.3). `x-trace-id` and `date` vary and are
/// written with each answer; `content-encoding` is left out, since bodies are sent as they are.
enum ResponseHeaders {
  private static let fields = [
    ("server", "uvicorn"),
    ("x-region", "us-central1"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-headers", "*"),
    ("access-control-allow-methods", "POST, PATCH, OPTIONS, DELETE, GET, PUT"),
    ("access-control-max-age", "600"),
    ("strict-transport-security", "max-age=1800;"),
    ("vary", "Accept-Language"),
    ("via", "1.1 google"),
    ("alt-svc", "h3=\":443\"; ma=2592000,h3-29=\":443\"; ma=2592000"),
  ]

  /// What a page may read of an answer besides.
  static let exposed = "x-trace-id, x-ringback-hint, x-ringback-fidelity"

  /// What stands on every answer.
  static let common = HeaderBlock(fields)

  private static let statefulJSON = made(isJSON: true, .stateful)
  private static let schemaJSON = made(isJSON: true, .schema)
  private static let stateful = made(isJSON: false, .stateful)
  private static let schema = made(isJSON: false, .schema)

  /// What stands on a success of this kind.
  static func block(isJSON: Bool, _ fidelity: Fidelity) -> HeaderBlock {
    switch (isJSON, fidelity) {
    case (true, .schema): schemaJSON
    case (true, _): statefulJSON
    case (false, .schema): schema
    case (false, _): stateful
    }
  }

  private static func made(isJSON: Bool, _ fidelity: Fidelity) -> HeaderBlock {
    HeaderBlock(
      fields + [("x-ringback-fidelity", fidelity.rawValue)] + (isJSON ? [("content-type", "application/json")] : []))
  }
}
