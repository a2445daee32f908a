internal import HTTP1
internal import Patterns
internal import Simulation

/// What went wrong with a delivery, for who reads the journal: the cause, and what mends it.
struct WebhookFailure {
  private let webhook: WorkspaceWebhook
  private let timeout: Duration

  init(_ webhook: WorkspaceWebhook, timeout: Duration) {
    self.webhook = webhook
    self.timeout = timeout
  }

  /// Why the delivery does not count.
  func hint(_ delivered: Delivered) -> String {
    switch delivered {
    case .answered(let response): hint(response)
    case .failed(let kind, let message): hint(kind, message)
    }
  }

  /// Whether it is tried again.
  func prospect(_ event: WebhookEvent, isLast: Bool) -> String {
    guard event.isRetried else { return "It is not sent again: only post_call_transcription ever is." }
    guard webhook.retryEnabled else { return "It is not sent again: retry_enabled of the webhook is off." }
    return isLast ? "It is not sent again." : "It is sent again, since retry_enabled of the webhook is on."
  }

  private func hint(_ kind: String, _ message: String) -> String {
    switch kind {
    case "unreachable":
      "Nobody takes connections at \(webhook.url): is the app running, and on this port? (\(message))"
    case "unknown_host":
      "Nobody knows the host of \(webhook.url): is it spelled right, and does this machine know it? (\(message))"
    case "timed_out":
      "The app did not answer within \(timeout): answer 200 first and do the work then. How long the real service waits is "
        + "not published; here it is settings.elevenlabs.webhook_timeout_seconds."
    case "broken_off":
      "The connection ended before the answer did: did the app crash or restart? (\(message))"
    case "untrusted", "tls":
      "TLS with \(webhook.url) failed: \(message)"
    default: message
    }
  }

  private func hint(_ response: Response) -> String {
    let status = response.status
    if status >= 400, Self.speaksOfSignature(response.body) {
      return
        "The app does not take the signature (\(status)): is its secret that of webhook \(webhook.id), and does it sign "
        + "the raw body? ringback signature --secret ... --body FILE --header ... says what went wrong."
    }
    switch status {
    case 201..<300:
      return "The app answered \(status), and ElevenLabs counts 200 only: answer 200."
    case 300..<400:
      let target = response.fields["location"].map { " to \(HintLine.quoted($0))" } ?? ""
      return
        "The app redirects\(target) (\(status)), and redirects are not followed: put the last URL into the webhook."
    case 401, 403:
      return
        "The app refuses who sends this (\(status)): webhooks bear a signature and no login, so let their route pass without "
        + "one, or give the webhook request_headers that the app knows."
    case 404: return "The app has nothing at \(webhook.url) (404): does the path match its route, slashes included?"
    case 405: return "The app's route at \(webhook.url) does not take POST (405)."
    case 413: return "The body is too large for the app (413): recordings and long transcripts take megabytes."
    case 400, 415, 422:
      return "The app does not understand the body (\(status)): it is JSON with type, event_timestamp and data."
    case 500...: return "The app failed (\(status)): its own log says why."
    default: return "The app answered \(status), and ElevenLabs counts 200 only."
    }
  }

  private static func speaksOfSignature(_ body: [UInt8]) -> Bool {
    let text = String(decoding: body.prefix(4_096), as: UTF8.self).lowercased()
    return text.contains(text: "signature") || text.contains(text: "hmac")
  }
}
