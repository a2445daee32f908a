public import Simulation

/// The rules of a sandbox, indexed so that many cost no more than few.
public struct RuleSet: Singleton {
  /// Sets of rules, those in front first; a request's own scenarios stand in front of its sandbox's.
  private var layers: [RuleIndex] = []

  /// No rules.
  public init() {}

  /// The given rules, in order.
  public init(_ rules: [Rule]) {
    if !rules.isEmpty { layers = [RuleIndex(rules)] }
  }

  /// Whether there are none.
  public var isEmpty: Bool { layers.isEmpty }

  /// All of them, in the order in which they are tried.
  public var rules: [Rule] {
    layers.count == 1 ? layers[0].rules : layers.flatMap(\.rules).stablySorted()
  }

  /// These rules with others behind them.
  public func inFront(of others: RuleSet) -> RuleSet {
    var joined = self
    joined.layers += others.layers
    return joined
  }

  /// The rules that may take the request, in the order in which they are tried.
  func candidates(for subject: MatchSubject) -> [Rule] {
    guard layers.count > 1 else { return layers.first?.candidates(for: subject) ?? [] }
    // A scenario that stands in front may be one that the sandbox has already: each rule is tried once.
    var seen: Set<String> = []
    return layers.flatMap { $0.candidates(for: subject) }.filter { seen.insert($0.id).inserted }.stablySorted()
  }
}

extension [Rule] {
  /// By priority, and as they stood within one.
  func stablySorted() -> [Rule] {
    enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
  }
}

/// Rules by operation, by path, and the others.
private final class RuleIndex: Sendable {
  let rules: [Rule]
  private let byOperation: [String: RuleBucket]
  private let byPath: PathTrie
  private let others: RuleBucket

  init(_ unsorted: [Rule]) {
    let rules = unsorted.stablySorted()
    var byOperation: [String: [Int]] = [:]
    var byPath: [(place: Int, template: PathTemplate)] = []
    var others: [Int] = []
    for (place, rule) in rules.enumerated() {
      if let operations = rule.pattern.operations {
        for operation in Set(operations) { byOperation[operation, default: []].append(place) }
      } else if let path = rule.pattern.path {
        byPath.append((place, path))
      } else {
        others.append(place)
      }
    }
    self.rules = rules
    self.byOperation = byOperation.mapValues { RuleBucket($0, of: rules) }
    self.byPath = PathTrie(byPath, of: rules)
    self.others = RuleBucket(others, of: rules)
  }

  func candidates(for subject: MatchSubject) -> [Rule] {
    var places: [Int] = []
    if let operation = subject.operation { byOperation[operation]?.collect(subject, into: &places) }
    byPath.collect(subject, into: &places)
    others.collect(subject, into: &places)
    places.sort()
    var last = -1
    var found: [Rule] = []
    for place in places where place != last {
      found.append(rules[place])
      last = place
    }
    return found
  }
}
