internal import EventLoop
internal import HTTP1
internal import Patterns
internal import Scenario
internal import Simulation

extension JournalEntry {
  /// The entry as patterns look at it, which share a budget.
  @LoopActor func subject(in sandbox: Sandbox, _ budget: PatternBudget) -> MatchSubject {
    let request = request
    return MatchSubject(
      request: request, path: path, operation: answered.operation, key: sandbox.keyName(of: request),
      facts: MatchSubject.Facts(
        kind: kind.rawValue, status: answered.response.status, error: answered.error, rules: rules,
        answer: self.responseJSON), budget: budget)
  }

  /// Half a sentence by which a person knows the entry again.
  func summary(_ redaction: Redaction) -> String {
    let error = answered.error.map { " (\($0))" } ?? ""
    return
      "\(request.method.name) \(redaction.text(path)), answered \(answered.response.status)\(error) at \(time.rfc3339Exact)"
  }
}
