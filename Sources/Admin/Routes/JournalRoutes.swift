internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

/// What happened in a sandbox.
@LoopActor enum JournalRoutes {
  static let handlers: [String: AdminHandler] = [
    "get_journal": get, "get_journal_hash": hash, "clear_journal": clear,
  ]

  private static func get(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let cursor = Int(exchange.query("after")?.integer ?? 0)
    let sandbox = try exchange.journaledSandbox(after: cursor)
    let hasHash = exchange.query("hash")?.bool ?? false
    var page = JournalPage(
      sandbox, after: cursor, limit: Int(exchange.query("limit")?.integer ?? 100), filter: try filter(exchange))
    try read(&page)
    let wait = Duration(clampingSeconds: exchange.query("wait")?.real ?? 0)
    guard page.isEmpty, wait > .zero else { return .json(page.json(hash: hasHash)) }
    return .later { [page] in
      var page = page
      do throws(AdminError) {
        try await awaitEntry(of: &page, in: sandbox.journal, for: wait)
        return .json(page.json(hash: hasHash))
      } catch {
        return error.response
      }
    }
  }

  /// Waits until an entry is on the page, the sandbox is reset, or nobody listens any more.
  private static func awaitEntry(
    of page: inout JournalPage, in journal: Journal, for time: Duration
  ) async throws(AdminError) {
    let generation = journal.generation
    let deadline = Deadline(after: time)
    while page.isEmpty, let rest = deadline.rest, !Task.isCancelled {
      await journal.change(within: rest)
      if journal.generation != generation { return page.restart() }
      try read(&page)
    }
  }

  private static func read(_ page: inout JournalPage) throws(AdminError) {
    do throws(Pattern.Overrun) { try page.read() } catch { throw AdminError(error) }
  }

  private static func filter(_ exchange: AdminExchange) throws(AdminError) -> RequestPattern? {
    guard let text = exchange.query("filter")?.string else { return nil }
    let value: JSONValue
    do throws(JSONFailure) {
      value = try JSONParser().parse(Array(text.utf8))
    } catch {
      throw AdminError(
        422, "invalid_pattern", "The filter is a pattern in JSON, percent-encoded: \(error).", pointer: "/filter")
    }
    do throws(ScenarioMistake) {
      return try RequestPattern(value, at: JSONPointer(tokens: ["filter"]), operations: exchange.operations)
    } catch {
      throw AdminError(error)
    }
  }

  private static func hash(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.journaledSandbox()
    let journal = sandbox.journal
    return .json([
      "hash": .string(journal.hash(in: sandbox)), "entries": .integer(journal.count),
      "dropped": .integer(journal.dropped), "complete": .bool(journal.dropped == 0),
    ])
  }

  private static func clear(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    try exchange.sandbox().journal.removeAll()
    return .now(Response(status: 204, body: []))
  }
}

/// A moment of real time up to which something is awaited.
struct Deadline {
  private let end: Int64

  init(after time: Duration) { end = WallClock.monotonic.addingSaturating(time.wholeNanoseconds) }

  /// How long it is until then; nil once it is over.
  var rest: Duration? {
    let left = end - WallClock.monotonic
    return left > 0 ? .nanoseconds(left) : nil
  }
}
