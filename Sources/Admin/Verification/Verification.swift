internal import Bytes
internal import EventLoop
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

/// Holds expectations against what happens in one sandbox, behind a cursor.
///
/// Each entry is looked at once, however long somebody waits, and one at a time: ``LoopSlices`` cuts what takes long.
@LoopActor struct Verification {
  /// What is known of an entry that an expectation takes.
  struct Match: Equatable {
    let sequence: Int
    let time: Instant
  }

  let sandbox: Sandbox
  let expectations: [Expectation]
  let isInOrder: Bool
  let takesNothingElse: Bool
  let within: Duration?
  let start: Int
  /// What all patterns may cost together.
  let budget = PatternBudget(JournalPage.patternSteps)
  /// Which of the sandbox's journals it is about: a reset begins another.
  let generation: Int
  private(set) var cursor: Int
  /// What is looked at, and how far.
  private var source: JournalEntries
  private var place = 0
  /// The entries that each expectation takes.
  private(set) var matches: [[Match]]
  /// Requests that no expectation takes.
  private(set) var others: [Int] = []

  /// Reads a body that has passed the document.
  init(_ body: JSONValue, sandbox: Sandbox, operations: [String]) throws(AdminError) {
    self.sandbox = sandbox
    var expectations: [Expectation] = []
    for (index, value) in (body["expect"]?.array ?? []).enumerated() {
      expectations.append(try Expectation(value, index: index, operations: operations))
    }
    self.expectations = expectations
    isInOrder = body["in_order"]?.bool ?? false
    takesNothingElse = body["nothing_else"]?.bool ?? false
    within = body["within"]?.real.map { Duration(clampingSeconds: $0) }
    start = Int(body["after"]?.integer ?? 0)
    cursor = start
    generation = sandbox.journal.generation
    source = sandbox.journal.entries(after: start)
    matches = Array(repeating: [], count: expectations.count)
  }

  /// Begins with what was written since the last time.
  mutating func begin() throws(AdminError) {
    let journal = sandbox.journal
    if journal.lastDropped > cursor {
      throw AdminError(
        409, "journal_incomplete",
        "Nobody can say: the journal was full and lost its entries up to \(journal.lastDropped), and \(cursor + 1) is the first "
          + "that counts. Start the server with larger --journal-entries or --journal-bytes, or verify sooner.")
    }
    source = journal.entries(after: cursor)
    place = 0
  }

  /// Looks at one entry; answers about how many bytes it has, nil where nothing is left.
  mutating func readNext() throws(AdminError) -> Int? {
    guard place < source.count else { return nil }
    let entry = source[place]
    do throws(Pattern.Overrun) { try take(entry) } catch { throw AdminError(error) }
    place += 1
    cursor = entry.sequence
    // Each expectation costs about what a hundred bytes do.
    return entry.byteCount + expectations.count * 100  // Bounded: expectations of one request.
  }

  private mutating func take(_ entry: JournalEntry) throws(Pattern.Overrun) {
    let subject = entry.subject(in: sandbox, budget)
    var isTaken = false
    for (index, expectation) in expectations.enumerated() where expectation.isAbout(entry.kind) {
      guard try expectation.pattern.matches(subject) else { continue }
      matches[index].append(Match(sequence: entry.sequence, time: entry.time))
      isTaken = true
    }
    if takesNothingElse, !isTaken, isSpokenOf(entry.kind) { others.append(entry.sequence) }
  }

  /// Whether entries of a kind count where nothing else may happen.
  ///
  /// What a test does to the sandbox itself is nothing that happened to it; what the sandbox sends, and what becomes of its
  /// calls, counts where an expectation is about such things.
  private func isSpokenOf(_ kind: JournalEntry.Kind) -> Bool {
    switch kind {
    case .request: true
    case .control: false
    case .outgoing, .call: expectations.contains { $0.namesKind }
    }
  }

  /// Whether there is nothing to wait for but that something stays away.
  var hasOnlyUpperBounds: Bool { expectations.allSatisfy { $0.lower == 0 } }

  /// The answer where everything is as expected.
  var json: JSONValue {
    [
      "verified": true,
      "matched": .array(matches.map { .array($0.map { .integer($0.sequence) }) }),
      "next": .integer(cursor),
    ]
  }
}
