/// How many calls of a workspace may be live at once.
enum ConcurrencyLimit: Equatable, Sendable, Codable {
  /// Nothing is counted.
  case none
  /// So many, whatever the plan.
  case fixed(Int)
  /// What the subscription's plan allows.
  case plan

  /// The workspace's limits that the plans' page lists; an enterprise has its own, so that none is known.
  private static let plans = [
    "free": 4, "starter": 6, "creator": 10, "pro": 20, "scale": 30, "business": 30,
  ]

  /// The number for a subscription of this tier; nil counts none.
  ///
  /// An agent that may burst goes up to three times the plan's number, and at most 300 (docs); a batch never does.
  func number(for tier: String, bursting: Bool = false) -> Int? {
    switch self {
    case .none: nil
    case .fixed(let limit): limit
    case .plan: Self.plans[tier].map { bursting ? min(3 * $0, 300) : $0 }  // Bounded: at most 30.
    }
  }
}
