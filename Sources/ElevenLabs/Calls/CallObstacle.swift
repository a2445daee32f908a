internal import EventLoop
internal import Simulation

/// What account and agent have against another call.
enum CallObstacle: Equatable {
  /// No credits are left of so many.
  case noCredits(limit: Int64)
  /// The agent has had as many calls today as it may have.
  case dailyLimit(Int)
  /// As many calls are live as may be, of the workspace or of the agent.
  case concurrency(limit: Int)

  /// The first obstacle; the order is assumed.
  @LoopActor static func of(_ agent: Agent?, in sandbox: Sandbox) -> CallObstacle? {
    let user = sandbox.world[User.self]
    if user.isOutOfCredits { return .noCredits(limit: Int64(user.characterLimit)) }
    let limits = agent.map { AgentCallLimits($0) }
    if let obstacle = limits?.obstacle(in: sandbox) { return obstacle }
    guard
      let limit = sandbox.world[Settings.self].concurrencyLimit.number(
        for: user.tier, bursting: limits?.bursts ?? false),
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
    case .dailyLimit: return record
    case .concurrency(let limit):
      switch settings.overConcurrency {
      case .tooManyRequests: throw APIError("too_many_concurrent_requests", ["limit": String(limit)])
      case .failedConversation: return record
      }
    }
  }

  /// Why an inbound call is not taken at all; nil where it is taken, to fail or not.
  ///
  /// Without credits it fails with the record that other ways to begin a conversation have (assumed for inbound calls).
  func rejection(_ settings: Settings) -> String? {
    guard case .concurrency(let limit) = self, settings.inboundOverConcurrency == .rejected else { return nil }
    return "As many conversations are live as concurrency_limit, or the agent's agent_concurrency_limit, allows "
      + "(\(limit)): the call is rejected. settings.elevenlabs.inbound_over_concurrency \"failed_conversation\" answers it and lets it fail."
  }

  /// The error of a conversation that it keeps from beginning.
  var record: Conversation.Failure {
    switch self {
    case .noCredits: .outOfCredits
    case .dailyLimit(let limit): .dailyLimit(limit)
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

  /// Captured 2026; what the request that starts such a call is answered is not.
  static func dailyLimit(_ limit: Int) -> Conversation.Failure {
    Conversation.Failure(
      code: 4300, reason: "Agent has exceeded its daily call limit of \(limit).", type: "call_initialization_error")
  }

  /// Assumed: worded as the speech API's refusal.
  static func tooManyConversations(_ limit: Int) -> Conversation.Failure {
    Conversation.Failure(
      code: 1008,
      reason: "Too many concurrent requests. Your current subscription is associated with a maximum of \(limit) "
        + "concurrent requests (running in parallel).",
      type: "call_initialization_error")
  }
}
