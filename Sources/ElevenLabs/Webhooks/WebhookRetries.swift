internal import EventLoop
internal import HTTP1
internal import Simulation

/// When a delivery that failed is tried again, and how many may wait for that.
///
/// Source: the vendor's page on webhooks, 2026. That each pause begins at the end of the attempt before it, and that what
/// varies makes it longer, is assumed.
@LoopActor final class WebhookRetries {
  /// Between one attempt and the next: five attempts in all.
  nonisolated static let pauses: [Duration] = [.seconds(30), .seconds(120), .seconds(480), .seconds(1_800)]
  /// How much longer a pause may be.
  nonisolated static let jitter = 0.1
  /// How many deliveries of one webhook may wait at once; others are given up.
  nonisolated static let mostPending = 100

  private var pending: [String: Int] = [:]

  private init() {}

  /// Those of the sandbox's present life.
  static func of(_ sandbox: Sandbox) -> WebhookRetries {
    sandbox.life.belonging(WebhookRetries.self) { WebhookRetries() }
  }

  /// Whether another delivery of this webhook may wait; whoever may has to `end` it.
  func begin(_ webhookID: String) -> Bool {
    guard pending[webhookID, default: 0] < Self.mostPending else { return false }
    pending[webhookID, default: 0] += 1
    return true
  }

  func end(_ webhookID: String) { pending[webhookID, default: 1] -= 1 }

  /// The pause behind an attempt, the first being 0; nil behind the last.
  nonisolated static func pause(after attempt: Int, _ ids: inout IDGenerator) -> Duration? {
    guard attempt < pauses.count else { return nil }
    return pauses[attempt] * (1 + jitter * ids.fraction())  // Bounded: at most 1.1.
  }

  /// Whether a failure is one that may pass: 5xx, 429 and 408, not other 4xx.
  nonisolated static func mayPass(_ delivered: Delivered, _ settings: WebhookSettings) -> Bool {
    switch delivered {
    case .answered(let response): response.status >= 500 || response.status == 429 || response.status == 408
    case .failed: settings.retriesWithoutAnswer
    }
  }
}
