internal import DequeModule
public import EventLoop
public import HTTP1

/// What happened in one sandbox, in order: the last so many entries, the oldest dropped first.
///
/// An empty one costs next to nothing, and appending only copies bytes: whatever costs is done by who reads.
@LoopActor public final class Journal {
  private struct State {
    /// Of the first tape some entries may be dropped already; the last is the one that is written.
    var tapes: Deque<JournalTape> = []
    /// A tape whose entries are all dropped, to be written again.
    var spare: JournalTape?
    var count = 0
    var bytes = 0
    var last = 0
    var dropped = 0
    var lastDropped = 0
  }

  /// How much it keeps.
  public nonisolated let limits: JournalLimits
  private let state = HotState(State())
  private let waiters = JournalWaiters()
  /// Up to which entry credentials were noted.
  private var noted = 0
  /// How many times the sandbox was reset: each begins to count anew.
  public private(set) var generation = 0

  /// An empty journal.
  public init(_ limits: JournalLimits = JournalLimits()) { self.limits = limits }

  /// Whether anything is kept at all.
  public nonisolated var isOn: Bool { limits.entries > 0 }
  /// How many entries there are.
  public var count: Int { state.value.count }
  /// The sequence of the newest entry there ever was; 0 at the start.
  public var last: Int { state.value.last }
  /// How many entries were dropped since the journal was emptied.
  public var dropped: Int { state.value.dropped }
  /// The sequence of the newest entry that was dropped since the journal was emptied; 0 where none was.
  public var lastDropped: Int { state.value.lastDropped }
  /// About how many bytes the entries take.
  public var bytes: Int { state.value.bytes }

  /// Writes down, behind all others, a request and its answer.
  ///
  /// `pathLength` is how long the path is behind the sandbox's prefix, in bytes.
  public func append(
    _ kind: JournalEntry.Kind = .request, time: Instant, request: borrowing Request, pathLength: Int,
    answered: borrowing Answered, nanoseconds: Int64
  ) {
    guard isOn else { return }
    state.value.last += 1
    var written = state.value.tapes.last?.append(
      kind, time: time, request: request, pathLength: pathLength, answered: answered, nanoseconds: nanoseconds)
    if written == nil {
      written = beginTape(KeptExchange.need(request, answered.response)).append(
        kind, time: time, request: request, pathLength: pathLength, answered: answered, nanoseconds: nanoseconds)
    }
    state.value.bytes += written ?? 0
    state.value.count += 1
    while state.value.count > limits.entries || state.value.bytes > limits.bytes { dropFirst() }
    waiters.wake()
  }

  /// The entries behind a cursor, oldest first.
  public func entries(after cursor: Int = 0) -> JournalEntries {
    let end = state.value.last + 1
    let first = end - state.value.count
    return JournalEntries(state.value.tapes, max(first, min(cursor + 1, end))..<end)
  }

  /// The first entry whose credentials were not noted yet, which then they are; nil where all were.
  func nextToNote() -> JournalEntry? {
    guard noted < last, let entry = entries(after: noted).first else {
      noted = last
      return nil
    }
    noted = entry.sequence
    return entry
  }

  /// Forgets all entries; the count goes on.
  public func removeAll() {
    state.value.tapes = []
    state.value.spare = nil
    state.value.count = 0
    state.value.bytes = 0
    state.value.dropped = 0
    state.value.lastDropped = 0
  }

  /// Forgets all entries as `removeAll` does, and leaves it to the caller to let them go.
  func surrender() -> JournalRemains {
    let tapes = Array(state.value.tapes)
    removeAll()
    return JournalRemains(tapes: tapes)
  }

  /// Forgets everything, as the sandbox does, and wakes who waits.
  func reset() {
    removeAll()
    state.value.last = 0
    noted = 0
    generation += 1
    waiters.wake()
  }

  /// Comes back when an entry was added, when the sandbox was reset, when the time is over, or when the task is cancelled.
  public func change(within time: Duration) async { await waiters.wait(time) }

  /// How many wait for a change.
  public var waiting: Int { waiters.count }

  /// Begins another tape, which has room for `need` bytes.
  ///
  /// A journal of a few entries has short tapes; an entry that would fit on none has its own.
  private func beginTape(_ need: Int) -> JournalTape {
    let usual = min(max(1_024, state.value.bytes), Self.longestTape)
    var tape: JournalTape
    if let spare = state.value.spare, spare.capacity >= need {
      state.value.spare = nil
      tape = spare
      tape.rewind(first: state.value.last)
    } else {
      // About as many as on the tape before, which had half the room or as much.
      let count = state.value.tapes.last.map { $0.end - $0.first } ?? 0
      tape = JournalTape(capacity: max(usual, need), first: state.value.last, expecting: count)
    }
    state.value.tapes.append(tape)
    return tape
  }

  private func dropFirst() {
    let sequence = state.value.last + 1 - state.value.count
    state.value.bytes -= state.value.tapes[0].byteCount(of: sequence)
    state.value.count -= 1
    state.value.dropped += 1
    state.value.lastDropped = sequence
    if state.value.tapes[0].end == sequence + 1 { dropTape() }
  }

  /// Lets the first tape go, or keeps it for what comes, unless somebody reads what stands on it.
  private func dropTape() {
    guard var tape = state.value.tapes.popFirst() else { return }
    if tape.capacity == Self.longestTape, isKnownUniquelyReferenced(&tape) { state.value.spare = tape }
  }

  private static let longestTape = 64 << 10
}
