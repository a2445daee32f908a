internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// Looks for the entries that come nearest to what happened too seldom, one entry at a time.
@LoopActor struct NearMissSearch {
  /// So many entries are compared: what lies further back is hardly meant.
  static let most = 1_000
  /// So many expectations are explained: nobody reads more.
  private static let explained = 10

  /// What is not as expected, explained as far as the search has come.
  private(set) var shortfalls: [Shortfall]
  private let verification: Verification
  private let entries: ArraySlice<Int>
  private let source: JournalEntries
  /// The shortfalls that are still to be explained, the next one last.
  private var open: [Int]
  /// The entries that the next one was not compared with.
  private var rest: ArraySlice<Int>
  private var best: (entry: JournalEntry, differences: [Difference])?

  init(_ verification: Verification) {
    self.verification = verification
    shortfalls = verification.shortfalls(explaining: true)
    source = verification.sandbox.journal.entries(after: verification.start)
    entries = Array(source.indices.suffix(Self.most))[...]
    open = shortfalls.indices.filter { [shortfalls] in shortfalls[$0].missed != nil }.prefix(Self.explained).reversed()
    rest = entries
  }

  /// Compares one entry, the latest first; answers about how many bytes it has, nil where everything is explained.
  ///
  /// The nearest is the one with the fewest differences, of several the latest.
  mutating func step() -> Int? {
    guard let place = open.last, let pattern = shortfalls[place].missed else { return nil }
    guard let index = rest.popLast() else {
      finish(place)
      return 0
    }
    let entry = source[index]
    let differences = pattern.differences(entry.subject(in: verification.sandbox, verification.budget))
    if !differences.isEmpty, differences.count < best?.differences.count ?? .max { best = (entry, differences) }
    if differences.count == 1 { finish(place) }
    return entry.byteCount
  }

  private mutating func finish(_ place: Int) {
    if let best { shortfalls[place].nearest = NearMiss(best.entry, best.differences, in: verification.sandbox) }
    open.removeLast()
    rest = entries
    best = nil
  }
}
