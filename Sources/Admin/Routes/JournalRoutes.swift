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
    var page = JournalPage(
      sandbox, after: cursor, limit: Int(exchange.query("limit")?.integer ?? 100), filter: try filter(exchange),
      hash: exchange.query("hash")?.bool ?? false)
    let wait = Duration(clampingSeconds: exchange.query("wait")?.real ?? 0)
    do throws(Pattern.Overrun) {
      // A short page is answered at once.
      if try LoopSlices.begin({ () throws(Pattern.Overrun) in try page.read() }), !page.isEmpty || wait <= .zero,
        LoopSlices.begin({ page.write() })
      {
        return .json(page.json())
      }
    } catch {
      throw AdminError(error)
    }
    return .later { [page] in
      var page = page
      do throws(Pattern.Overrun) {
        try await read(&page)
        if page.isEmpty, wait > .zero { try await awaitEntry(of: &page, in: sandbox.journal, for: wait) }
      } catch {
        return AdminError(error).response
      }
      await LoopSlices.finish { page.write() }
      let answer = page.json()
      return page.isLong ? await LoopActor.offLoop { .json(answer) } : .json(answer)
    }
  }

  /// Waits until an entry is on the page, the sandbox is reset, or nobody listens any more.
  private static func awaitEntry(
    of page: inout JournalPage, in journal: Journal, for time: Duration
  ) async throws(Pattern.Overrun) {
    let generation = journal.generation
    let deadline = Deadline(after: time)
    while page.isEmpty, let rest = deadline.rest, !Task.isCancelled {
      await journal.change(within: rest)
      if journal.generation != generation { return page.restart() }
      page.begin()
      try await read(&page)
    }
  }

  private static func read(_ page: inout JournalPage) async throws(Pattern.Overrun) {
    try await LoopSlices.finish { () throws(Pattern.Overrun) in try page.read() }
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
    let entries = sandbox.journal.entries()
    let dropped = sandbox.journal.dropped
    let digest = JournalDigest(of: entries, in: sandbox)
    @LoopActor func answer() -> JSONValue {
      [
        "hash": .string(digest.finish()), "entries": .integer(entries.count), "dropped": .integer(dropped),
        "complete": .bool(dropped == 0),
      ]
    }
    if LoopSlices.begin({ digest.advance() }) { return .json(answer()) }
    return .later {
      await LoopSlices.finish { digest.advance() }
      return .json(answer())
    }
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
