internal import Bytes
internal import JSON

/// Rules, told by their places, that a request may have to be held against; many are told apart by what they want equal.
indirect enum RuleBucket: Sendable {
  /// Few, or with nothing in common.
  case list([Int])
  /// Those that want the value at one place to equal something, by what they want; and the others.
  case split(Discriminator, [Scalar: RuleBucket], others: RuleBucket)

  /// Where rules may differ in what they want equal.
  enum Discriminator: Hashable, Sendable {
    case key
    case value(MatchPlace)
  }

  /// How many rules are simply tried one by one.
  static let listLength = 16

  init(_ places: [Int], of rules: [Rule], without used: Set<Discriminator> = []) {
    self = .list(places)
    guard places.count > Self.listLength else { return }
    var values: [Discriminator: Set<Scalar>] = [:]
    var order: [Discriminator] = []
    for place in places {
      for (discriminator, value) in rules[place].pattern.equalities where !used.contains(discriminator) {
        if values[discriminator] == nil { order.append(discriminator) }
        values[discriminator, default: []].insert(value)
      }
    }
    // The place with the most different values leaves the fewest rules to each.
    guard let best = order.max(by: { values[$0]?.count ?? 0 < values[$1]?.count ?? 0 }), values[best]?.count ?? 0 > 1
    else { return }
    var groups: [Scalar: [Int]] = [:]
    var others: [Int] = []
    for place in places {
      if let value = rules[place].pattern.equalities.first(where: { $0.0 == best })?.1 {
        groups[value, default: []].append(place)
      } else {
        others.append(place)
      }
    }
    // A place that few rules name leaves nearly all to the next round, and the rounds would be as many as the rules.
    guard others.count * 8 <= places.count * 7 else { return }  // Bounded: rules of one scenario.
    let used = used.union([best])
    self = .split(
      best, groups.mapValues { RuleBucket($0, of: rules, without: used) },
      others: RuleBucket(others, of: rules, without: used))
  }

  /// Adds the places of the rules that may take the request, in no order; one may come twice.
  func collect(_ subject: MatchSubject, into places: inout [Int]) {
    switch self {
    case .list(let own): places += own
    case .split(let discriminator, let groups, let others):
      for value in discriminator.values(of: subject) { groups[value]?.collect(subject, into: &places) }
      others.collect(subject, into: &places)
    }
  }
}

extension RuleBucket.Discriminator {
  func values(of subject: MatchSubject) -> [Scalar] {
    switch self {
    case .key: [subject.key.map { .text(ExactText($0)) } ?? .null]
    case .value(let place): subject.values(at: place).compactMap(Scalar.init)
    }
  }
}

extension RequestPattern {
  /// What the pattern wants to be equal, and where.
  var equalities: [(RuleBucket.Discriminator, Scalar)] {
    parts.compactMap { part in
      switch part {
      case .key(let name): (.key, name.map { .text(ExactText($0)) } ?? .null)
      case .value(let place, let matcher): matcher.equality.map { (.value(place), $0) }
      default: nil
      }
    }
  }
}
