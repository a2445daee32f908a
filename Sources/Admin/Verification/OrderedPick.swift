internal import Bytes
internal import Simulation

/// Picks of each expectation's entries as many as it needs, one expectation behind the other.
struct OrderedPick {
  /// What was picked of each expectation.
  private(set) var picked: [[Verification.Match]] = []
  /// The expectation that did not find enough behind the one before it; nil where all did.
  private(set) var stuck: Int?
  /// Where its entries would have to begin.
  private(set) var mark: Int

  /// Picks the earliest entries from behind `start` on.
  init(_ matches: [[Verification.Match]], counts: [Int], from start: Int = 0) {
    mark = start
    for (index, (matches, count)) in zip(matches, counts).enumerated() {
      let rest = matches.drop { $0.sequence <= mark }.prefix(count)
      if rest.count < count {
        stuck = index
        return
      }
      picked.append(Array(rest))
      mark = rest.last?.sequence ?? mark
    }
  }

  /// The time between the first and the last picked entry.
  var span: Duration { Span.of(picked.joined().map(\.time)) }

  /// The pick that takes the least time: the start of the earliest pick is tried at each entry where it can begin.
  static func shortest(_ matches: [[Verification.Match]], counts: [Int]) -> OrderedPick {
    var best = OrderedPick(matches, counts: counts)
    guard best.stuck == nil, let first = counts.firstIndex(where: { $0 > 0 }) else { return best }
    for match in matches[first].dropFirst() {
      let pick = OrderedPick(matches, counts: counts, from: match.sequence - 1)
      if pick.stuck != nil { break }
      if pick.span < best.span { best = pick }
    }
    return best
  }
}

/// The time between instants.
enum Span {
  static func of(_ times: [Instant]) -> Duration {
    guard let first = times.min(), let last = times.max() else { return .zero }
    // A clock can be set from one end of time to the other, which is more than 64 bits of nanoseconds.
    let (start, end) = (Duration.nanoseconds(first.nanoseconds), Duration.nanoseconds(last.nanoseconds))
    return end - start
  }

  /// Seconds as a person writes them.
  static func words(_ time: Duration) -> String {
    let seconds = time / .seconds(1)
    return seconds == seconds.rounded() && seconds.magnitude < 1e15 ? "\(Int64(clamping: seconds)) s" : "\(seconds) s"
  }
}
