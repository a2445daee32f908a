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

  /// Above this many bytes of body the words are made at once, since a journal would keep the body for them.
  private static let largest = 16_384

  private enum Record: Sendable {
    case words([PassedOver])
    case facts([(rule: Rule, reason: Reason)], Request, path: String, operation: String?, key: String?)
  }

  private let record: Record

  init(_ tries: [(rule: Rule, reason: Reason)], of subject: MatchSubject) {
    if subject.request.body.count > Self.largest {
      record = .words(Self.explained(tries, subject))
    } else {
      record = .facts(
        tries, subject.request, path: subject.path, operation: subject.operation, key: subject.key)
    }
  }

  var passedOver: [PassedOver] {
    switch record {
    case .words(let words): return words
    case .facts(let tries, let request, let path, let operation, let key):
      return Self.explained(tries, MatchSubject(request: request, path: path, operation: operation, key: key))
    }
  }

  private static func explained(
    _ tries: [(rule: Rule, reason: Reason)], _ subject: MatchSubject
  ) -> [PassedOver] {
    tries.map { PassedOver(rule: $0.rule.name, why: words($0.reason, of: $0.rule, subject)) }
  }

  private static func words(_ reason: Reason, of rule: Rule, _ subject: MatchSubject) -> String {
    switch reason {
    case .pattern: return rule.pattern.differences(subject).map { $0.hiding(.general).words }.joined(separator: "; ")
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
