internal import EventLoop
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

/// The entries of a journal behind a cursor that pass a filter, as many as fit in one answer; all of one moment.
@LoopActor struct JournalPage {
  /// A page ends early where its entries have more bytes than this: one answer must not take the memory of hundreds.
  private static let mostBytes = 8 << 20

  /// What the patterns of one filter, or of one verification, may cost over all entries: about a second in slices.
  static let patternSteps = 100_000_000

  private let sandbox: Sandbox
  private let filter: RequestPattern?
  private let budget = PatternBudget(Self.patternSteps)
  private let limit: Int
  /// What is looked through, up to where, and all that the hash is made of.
  private var source: JournalEntries
  private var place = 0
  private var dropped = 0
  private var digest: JournalDigest?
  private let hasHash: Bool
  private var entries: [JournalEntry] = []
  private var bytes = 0
  private var hasMore = false
  private var written: [JSONValue] = []
  private var redaction: Redaction?
  /// Up to where the journal was looked through.
  private var next: Int

  init(_ sandbox: Sandbox, after cursor: Int, limit: Int, filter: RequestPattern?, hash: Bool) {
    self.sandbox = sandbox
    self.filter = filter
    self.limit = limit
    hasHash = hash
    next = cursor
    source = sandbox.journal.entries(after: cursor)
    begin()
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Whether the text of the answer takes long to write.
  var isLong: Bool { bytes > 256 << 10 }

  /// Begins to look through what came behind the cursor until now; what comes from now on is for the next page.
  mutating func begin() {
    source = sandbox.journal.entries(after: next)
    place = 0
    dropped = sandbox.journal.dropped
    digest = hasHash ? JournalDigest(of: sandbox.journal.entries(), in: sandbox) : nil
  }

  /// Begins at the start of a journal that was reset meanwhile.
  mutating func restart() {
    next = 0
    source = sandbox.journal.entries(after: sandbox.journal.last)
    place = 0
  }

  /// Looks at one entry; answers about how many bytes it has, nil where the page is full or nothing is left.
  mutating func read() throws(Pattern.Overrun) -> Int? {
    guard place < source.count, !hasMore else { return nil }
    let entry = source[place]
    if try filter?.matches(entry.subject(in: sandbox, budget)) ?? true {
      if entries.count == limit || bytes > Self.mostBytes {
        hasMore = true
        return nil
      }
      entries.append(entry)
      bytes += entry.byteCount
    }
    place += 1
    next = entry.sequence
    return entry.byteCount
  }

  /// Writes one entry, or a part of the hash; answers about how many bytes that took, nil where everything is written.
  mutating func write() -> Int? {
    if let bytes = sandbox.noteNextCredentials() { return bytes }
    guard written.count < entries.count else { return digest?.advance() }
    let redaction = redaction ?? sandbox.redaction
    self.redaction = redaction
    let entry = entries[written.count]
    written.append(entry.json(in: sandbox, redaction))
    return entry.byteCount
  }

  /// The answer, after everything is written.
  mutating func json() -> JSONValue {
    var answer: JSONObject = [
      "entries": .array(written), "next": .integer(next), "has_more": .bool(hasMore), "dropped": .integer(dropped),
    ]
    if let hash = digest?.finish() { answer.append("hash", .string(hash)) }
    return .object(answer)
  }
}
