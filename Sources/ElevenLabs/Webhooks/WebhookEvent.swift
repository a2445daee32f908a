/// What of a call a webhook can hear of.
enum WebhookEvent: String, CaseIterable, Sendable {
  /// What was said, and what came of the analysis.
  case transcript
  /// The recording.
  case audio
  /// That nobody was reached.
  case callInitiationFailure = "call_initiation_failure"

  /// The payload's `type`; the settings' `events` have other words for some.
  var type: String {
    switch self {
    case .transcript: "post_call_transcription"
    case .audio: "post_call_audio"
    case .callInitiationFailure: "call_initiation_failure"
    }
  }

  /// Whether it is sent again where that was switched on.
  ///
  /// Source: the vendor's page on webhooks, 2026.
  var isRetried: Bool { self == .transcript }
}
