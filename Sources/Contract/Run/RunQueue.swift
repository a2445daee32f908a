internal import EventLoop

/// The cases of a run that nobody has begun, and what came of the others.
@LoopActor final class RunQueue {
  private let cases: [ContractCase]
  private let reasons: [String?]
  private let finished: @LoopActor @Sendable (CaseResult) -> Void
  private var begun = 0
  /// In the order of the cases.
  private(set) var results: [CaseResult?]

  /// Cases with the reasons not to run them, where there are any.
  init(
    _ cases: [ContractCase], _ reasons: [String?], _ finished: @escaping @LoopActor @Sendable (CaseResult) -> Void
  ) {
    self.cases = cases
    self.reasons = reasons
    self.finished = finished
    results = [CaseResult?](repeating: nil, count: cases.count)
  }

  /// The next case; nil where all have begun.
  func next() -> (index: Int, one: ContractCase, reason: String?)? {
    guard begun < cases.count else { return nil }
    begun += 1
    return (begun - 1, cases[begun - 1], reasons[begun - 1])
  }

  /// Keeps what came of a case.
  func finish(_ index: Int, _ result: CaseResult) {
    results[index] = result
    finished(result)
  }
}
