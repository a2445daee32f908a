/// Why the carrier did not take a call, as Twilio's REST API words it.
public struct DialRefusal: Error, Equatable, Sendable, Codable {
  /// The HTTP status of Twilio's answer.
  public let status: Int
  /// Twilio's error code.
  public let code: Int
  /// Twilio's message.
  public let message: String

  /// A refusal.
  public init(status: Int = 400, code: Int, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// The text of the exception that Twilio's Python helper raises, which is what ElevenLabs passes on.
  ///
  /// Source: live answers of 2025-08 to 2026-07, reference §9.
  public var helperText: String { "HTTP \(status) error: Unable to create record: \(message)" }
}

extension DialRefusal {
  /// Twilio's answer to a `To` that is no phone number.
  static func notValid(_ number: String, code: Int = 21211) -> DialRefusal {
    DialRefusal(code: code, message: "The phone number you are attempting to call, \(number), is not valid.")
  }

  /// Twilio's answer to a wrong auth token.
  static let authenticate = DialRefusal(status: 401, code: 20003, message: "Authenticate")
}
