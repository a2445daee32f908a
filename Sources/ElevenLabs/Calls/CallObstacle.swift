internal import EventLoop
internal import Simulation

/// What the account has against another call.
enum CallObstacle: Equatable {
  /// No credits are left of so many.
  case noCredits(limit: Int64)
  /// As many calls are live as may be.
  case concurrency(limit: Int)

  /// The first obstacle, credits before concurrency (assumed).
  @LoopActor static func of(_ sandbox: Sandbox) -> CallObstacle? {
    let user = sandbox.world[User.self]
    if user.isOutOfCredits { return .noCredits(limit: Int64(user.characterLimit)) }
    guard let limit = sandbox.world[Settings.self].concurrencyLimit.number(for: user.tier),
      sandbox.world[Conversation.self].count(in: Conversation.liveGroup) >= limit
    else { return nil }
    return .concurrency(limit: limit)
  }

  /// What it does to a single call, as the settings have it: an answer that is thrown, or a record that fails.
  func failure(_ settings: Settings) throws(APIError) -> Conversation.Failure {
    switch self {
    case .noCredits(let limit):
      let figures = ["limit": String(limit), "remaining": "0", "required": "1"]
      switch settings.outOfCredits {
      case .quotaExceeded: throw APIError("quota_exceeded", figures)
      case .insufficientCredits: throw APIError("insufficient_credits", figures)
      case .failedConversation: return record
      }
    case .concurrency(let limit):
      switch settings.overConcurrency {
      case .tooManyRequests: throw APIError("too_many_concurrent_requests", ["limit": String(limit)])
      case .failedConversation: return record
      }
    }
  }

  /// The error of a conversation that it keeps from beginning.
  var record: Conversation.Failure {
    switch self {
    case .noCredits: .outOfCredits
    case .concurrency(let limit): .tooManyConversations(limit)
    }
  }
}

extension Conversation {
  mutating func fail(_ failure: Failure) {
    status = .failed
    self.failure = failure
  }
}

extension Conversation.Failure {
  /// Captured 2026-09 and 2026-10.
  static let outOfCredits = Conversation.Failure(
    code: 3000,
    reason: "[quota_exceeded] You've run out of credits. Add credits or upgrade your plan to start a new conversation.",
    type: "call_initialization_error")

  /// Assumed: worded as the speech API's refusal.
  static func tooManyConversations(_ limit: Int) -> Conversation.Failure {
    Conversation.Failure(
      code: 1008,
      reason: "Too many concurrent requests. Your current subscription is associated with a maximum of \(limit) "
        + "concurrent requests (running in parallel).",
      type: "call_initialization_error")
  }
}
