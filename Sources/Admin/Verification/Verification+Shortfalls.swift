internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension Verification {
  /// What is not as expected; empty where everything is.
  ///
  /// The nearest misses are not looked for, since they cost more than all the rest: ``NearMissSearch`` does. What was left
  /// over is listed only where `explaining`.
  func shortfalls(explaining: Bool) -> [Shortfall] {
    var shortfalls: [Shortfall] = []
    for (expectation, matches) in zip(expectations, matches) {
      if let shortfall = count(expectation, matches) { shortfalls.append(shortfall) }
    }
    // Order and time are told only of what is there.
    let isThere = !zip(expectations, matches).contains { $1.count < $0.lower }
    if isThere, let shortfall = isInOrder ? order() : time() { shortfalls.append(shortfall) }
    if let shortfall = leftOver(explaining) { shortfalls.append(shortfall) }
    return shortfalls
  }

  private func count(_ expectation: Expectation, _ matches: [Match]) -> Shortfall? {
    let isTooMany = expectation.upper.map { matches.count > $0 } ?? false
    guard isTooMany || matches.count < expectation.lower else { return nil }
    let which = matches.isEmpty ? "" : " (\(Self.entries(matches.map(\.sequence))))"
    var shortfall = Shortfall(
      expectation: expectation.title, expected: expectation.words, found: Expectation.times(matches.count) + which,
      isFinal: isTooMany)
    if !isTooMany { shortfall.missed = expectation.pattern }
    return shortfall
  }

  private func order() -> Shortfall? {
    let counts = expectations.map(\.lower)
    let pick = within == nil ? OrderedPick(matches, counts: counts) : .shortest(matches, counts: counts)
    if let stuck = pick.stuck {
      let early = matches[stuck].map(\.sequence).filter { $0 <= pick.mark }
      let before = expectations[..<stuck].last { $0.lower > 0 }?.title ?? ""
      return Shortfall(
        expectation: "in_order", expected: "\(expectations[stuck].title) \(expectations[stuck].words) behind \(before)",
        found: "\(Self.entries(early)) of \(expectations[stuck].title) came too early: \(before) was met by "
          + Self.entries((pick.picked.last { !$0.isEmpty } ?? []).map(\.sequence)), isFinal: false)
    }
    return late(pick.span, isFinal: false)
  }

  private func time() -> Shortfall? { late(Span.of(matches.joined().map(\.time)), isFinal: true) }

  private func late(_ span: Duration, isFinal: Bool) -> Shortfall? {
    guard let within, span > within else { return nil }
    return Shortfall(
      expectation: "within",
      expected: "at most \(Span.words(within)) of sandbox time between the first and the last entry",
      found: Span.words(span), isFinal: isFinal)
  }

  private func leftOver(_ explaining: Bool) -> Shortfall? {
    guard !others.isEmpty else { return nil }
    var shortfall = Shortfall(
      expectation: "nothing_else", expected: "no request that no expectation takes", found: "", isFinal: true)
    guard explaining else { return shortfall }
    let redaction = sandbox.redaction
    let shown = others.prefix(5).compactMap { number in
      sandbox.journal.entries(after: number - 1).first.flatMap { $0.sequence == number ? $0 : nil }
    }
    let list = shown.map { "\($0.sequence) (\($0.summary(redaction)))" }.joined(separator: ", ")
    let rest = others.count > shown.count ? " and \(others.count - shown.count) more" : ""
    shortfall.found =
      "\(others.count == 1 ? "1 request" : "\(others.count) requests"), "
      + "\(others.count == 1 ? "entry" : "entries") \(list)\(rest)"
    return shortfall
  }

  /// `entry 3`, or `entries 3, 4 and 7`; of many the first ones.
  private static func entries(_ sequences: [Int]) -> String {
    guard sequences.count > 1, let last = sequences.last else {
      return "entry \(sequences.first.map { "\($0)" } ?? "none")"
    }
    let shown = sequences.dropLast().prefix(8).map { "\($0)" }.joined(separator: ", ")
    return sequences.count > 9
      ? "entries \(shown) and \(sequences.count - 8) more" : "entries \(shown) and \(last)"
  }
}
