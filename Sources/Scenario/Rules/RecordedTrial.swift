internal import HTTP1
internal import Patterns
internal import Simulation

/// The rules that were tried for one request and did not fire.
final class RecordedTrial: RuleTrial {
  /// Why a rule did not fire.
  enum Reason: Sendable {
    case pattern
    case state(machine: String, current: String)
    case occurrence(Int)
    case times
    case belowLimit(Int)
  }

  /// How many are remembered.
  static let most = 8

  private let tries: [(rule: Rule, reason: Reason)]
  private let request: Request
  private let path: String
  private let operation: String?
  private let key: String?

  init(_ tries: [(rule: Rule, reason: Reason)], of subject: MatchSubject) {
    self.tries = tries
    request = subject.request
    path = subject.path
    operation = subject.operation
    key = subject.key
  }

  var passedOver: [PassedOver] {
    let subject = MatchSubject(request: request, path: path, operation: operation, key: key)
    return tries.map { PassedOver(rule: $0.rule.name, why: Self.words($0.reason, of: $0.rule, subject)) }
  }

  private static func words(_ reason: Reason, of rule: Rule, _ subject: MatchSubject) -> String {
    switch reason {
    case .pattern: return rule.pattern.differences(subject).map(\.words).joined(separator: "; ")
    case .state(let machine, let current):
      let wanted = rule.states.first { $0.machine == machine }?.state ?? ""
      return "state \(machine) should be \(wanted) and is \(current)"
    case .occurrence(let number):
      return "nth should be \(rule.occurrence.map(\.description) ?? "any") and this is request \(number)"
    case .times: return "times used up: it has fired \(rule.times ?? 0) times"
    case .belowLimit(let limit): return "within the rate limit of \(limit)"
    }
  }
}
