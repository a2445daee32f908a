internal import EventLoop
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

/// The entries of a journal behind a cursor that pass a filter, as many as fit in one answer.
@LoopActor struct JournalPage {
  /// A page ends early where its entries have more bytes than this: one answer must not take the memory of hundreds.
  private static let mostBytes = 8 << 20

  private let sandbox: Sandbox
  private let filter: RequestPattern?
  private let limit: Int
  private var entries: [JournalEntry] = []
  private var bytes = 0
  private var hasMore = false
  /// Up to where the journal was looked through.
  private var next: Int

  init(_ sandbox: Sandbox, after cursor: Int, limit: Int, filter: RequestPattern?) {
    self.sandbox = sandbox
    self.filter = filter
    self.limit = limit
    next = cursor
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Looks through what came behind the cursor.
  mutating func read() throws(Pattern.Overrun) {
    for entry in sandbox.journal.entries(after: next) {
      if let filter, try !filter.matches(entry.subject(in: sandbox)) {
        next = entry.sequence
        continue
      }
      if entries.count == limit || bytes > Self.mostBytes {
        hasMore = true
        return
      }
      entries.append(entry)
      bytes += entry.byteCount
      next = entry.sequence
    }
  }

  /// Begins at the start of a journal that was reset meanwhile.
  mutating func restart() { next = 0 }

  func json(hash: Bool) -> JSONValue {
    let redaction = Redaction(sandbox)
    var answer: JSONObject = [
      "entries": .array(entries.map { $0.json(in: sandbox, redaction) }), "next": .integer(next),
      "has_more": .bool(hasMore), "dropped": .integer(sandbox.journal.dropped),
    ]
    if hash { answer.append("hash", .string(sandbox.journal.hash(in: sandbox))) }
    return .object(answer)
  }
}
