internal import Patterns
internal import Simulation

/// One walk through the rules that may take a request.
///
/// Rules that only shape fire on the way; the first that decides ends the search, and those behind it count for `nth` alone.
struct RuleSearch {
  let subject: MatchSubject
  let now: Instant
  var progress: RuleProgress
  private(set) var hasChanged = false
  private(set) var deciding: Rule?
  private(set) var fired: [(rule: Rule, number: Int)] = []
  private(set) var failure: (rule: Rule, words: String)?
  private(set) var tries: [(rule: Rule, reason: RecordedTrial.Reason)] = []
  /// How many patterns were held against the request.
  private(set) var evaluated = 0

  init(subject: MatchSubject, now: Instant, progress: RuleProgress) {
    self.subject = subject
    self.now = now
    self.progress = progress
  }

  mutating func run(_ candidates: [Rule], tier: () -> String?) {
    // Machines change when the search is over: what one rule sets, no other sees in the same request.
    var changes: [(machine: String, state: String)] = []
    for rule in candidates where deciding == nil || rule.occurrence != nil {
      let isOver = deciding != nil
      evaluated += 1
      do throws(Pattern.Overrun) {
        guard try rule.pattern.matches(subject) else {
          if !isOver { pass(rule, .pattern) }
          continue
        }
      } catch {
        if isOver { continue }
        failure = (rule, error.description)
        break
      }
      if let reason = refusal(of: rule, isOver: isOver, tier: tier) {
        if !isOver { pass(rule, reason) }
        continue
      }
      if isOver { continue }
      guard rule.outcome.decision == nil else {
        deciding = rule
        continue
      }
      fired.append((rule, progress.fire(rule.id)))
      changes += rule.outcome.states
      hasChanged = true
    }
    for (machine, state) in changes { progress.set(machine, to: state) }
  }

  /// Why a rule whose pattern fits does not fire; nil where it does.
  private mutating func refusal(of rule: Rule, isOver: Bool, tier: () -> String?) -> RecordedTrial.Reason? {
    for (machine, state) in rule.states where progress.state(of: machine) != state {
      return .state(machine: machine, current: progress.state(of: machine))
    }
    if let occurrence = rule.occurrence {
      hasChanged = true
      let number = progress.see(rule.id)
      if !occurrence.takes(number) { return .occurrence(number) }
    }
    if isOver { return nil }
    if let times = rule.times, progress.fired(rule.id) >= times { return .times }
    if let limit = rule.outcome.limit {
      hasChanged = true
      let most = limit.limit(for: limit.byTier.isEmpty ? nil : tier())
      let isAbove = progress.count(rule.id, key: subject.key, limit: most, window: limit.window, now: now)
      if !isAbove { return .belowLimit(most) }
    }
    return nil
  }

  private mutating func pass(_ rule: Rule, _ reason: RecordedTrial.Reason) {
    if tries.count < RecordedTrial.most { tries.append((rule, reason)) }
  }
}
