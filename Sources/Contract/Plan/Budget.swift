internal import EventLoop

/// How much a run may spend; nil where nothing is said.
public struct Budget: Sendable, Equatable {
  /// Phone calls.
  public var calls: Int?
  /// Minutes of phone calls.
  public var minutes: Int?

  /// No bounds.
  public init(calls: Int? = nil, minutes: Int? = nil) {
    self.calls = calls
    self.minutes = minutes
  }
}

/// Keeps account of what a run has spent, and says no before it would spend too much.
@LoopActor final class BudgetLedger {
  private let budget: Budget
  private let documents: ProviderDocuments
  private var spent = Cost()

  init(_ budget: Budget, documents: ProviderDocuments) {
    self.budget = budget
    self.documents = documents
  }

  /// Takes the step's cost from the budget; where it is not in it, answers why the step must not be done.
  func reasonToStop(_ step: CaseStep, of one: ContractCase) -> String? {
    let cost = Cost(of: step, in: one, documents)
    guard cost.calls > 0 else { return nil }
    if let most = budget.calls, spent.calls + cost.calls > most {
      return "the budget of \(most) calls is spent"
    }
    if let most = budget.minutes, spent.minutes + cost.minutes > most {
      return "the budget of \(most) minutes is spent"
    }
    spent += cost
    return nil
  }
}
