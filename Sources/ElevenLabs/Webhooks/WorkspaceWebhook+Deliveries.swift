internal import Bytes
internal import EventLoop
internal import Simulation

extension WorkspaceWebhook {
  /// So many failures, one after the other, and the service gives a webhook up that has not worked for a week.
  ///
  /// Source: the vendor's page on webhooks, 2026.
  static let failuresToGiveUp = 10
  static let longWithoutSuccess = Duration.seconds(7 * 86_400)

  /// Whether anything is delivered.
  var isWorking: Bool { !isDisabled && !isAutoDisabled }

  /// What deliveries are signed with: the secret, unless a scenario has it otherwise.
  @LoopActor func signingSecret(in sandbox: Sandbox) -> String { otherSecret ?? secret(in: sandbox) }

  /// Notes an answer of 200.
  mutating func noteSuccess(at time: Instant) {
    consecutiveFailures = 0
    lastSuccessAt = time
  }

  /// Notes a failed attempt, and gives the webhook up where that was one too many.
  ///
  /// That each attempt counts, and that one without an answer has no code, is assumed.
  mutating func noteFailure(status: Int?, at time: Instant) {
    consecutiveFailures = consecutiveFailures.addingSaturating(1)
    mostRecentFailureErrorCode = status.map(Int64.init)
    mostRecentFailureAt = time
    let isStale = lastSuccessAt.map { $0 + Self.longWithoutSuccess < time } ?? true
    if consecutiveFailures >= Self.failuresToGiveUp, isStale { isAutoDisabled = true }
  }
}
