internal import DequeModule
public import EventLoop
public import HTTP1

/// What happened in one sandbox, in order: the last so many entries, the oldest dropped first.
///
/// An empty one costs next to nothing, and appending only keeps values: whatever costs is done by who reads.
@LoopActor public final class Journal {
  private struct State {
    var entries: Deque<JournalEntry> = []
    /// Where the next head is written; a new one is begun where it is full.
    var tape = RequestTape(capacity: 0)
    var bytes = 0
    var last = 0
    var dropped = 0
    var lastDropped = 0
  }

  /// How much it keeps.
  public nonisolated let limits: JournalLimits
  private let state = HotState(State())
  private let waiters = JournalWaiters()
  /// How many times the sandbox was reset: each begins to count anew.
  public private(set) var generation = 0

  /// An empty journal.
  public init(_ limits: JournalLimits = JournalLimits()) { self.limits = limits }

  /// Whether anything is kept at all.
  public nonisolated var isOn: Bool { limits.entries > 0 }
  /// How many entries there are.
  public var count: Int { state.value.entries.count }
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
    makeRoom(RequestTape.need(request))
    let entry = JournalEntry(
      state.value.last, kind, time: time, request: state.value.tape.keep(request, bodyLimit: JournalLimits.body),
      requestCut: BodyCut.of(request.body),
      pathLength: pathLength, answered: answered, nanoseconds: nanoseconds)
    state.value.bytes += entry.byteCount
    state.value.entries.append(entry)
    while state.value.entries.count > limits.entries || state.value.bytes > limits.bytes { dropFirst() }
    waiters.wake()
  }

  /// The entries behind a cursor, oldest first.
  public func entries(after cursor: Int = 0) -> [JournalEntry] {
    // Numbers have no gaps, so the place follows from the number.
    let first = state.value.last - state.value.entries.count
    return Array(state.value.entries.dropFirst(max(0, cursor - first)))
  }

  /// Forgets all entries; the count goes on.
  public func removeAll() {
    state.value.entries = []
    state.value.tape = RequestTape(capacity: 0)
    state.value.bytes = 0
    state.value.dropped = 0
    state.value.lastDropped = 0
  }

  /// Forgets everything, as the sandbox does, and wakes who waits.
  func reset() {
    removeAll()
    state.value.last = 0
    generation += 1
    waiters.wake()
  }

  /// Comes back when an entry was added, when the sandbox was reset, when the time is over, or when the task is cancelled.
  public func change(within time: Duration) async { await waiters.wait(time) }

  /// How many wait for a change.
  public var waiting: Int { waiters.count }

  /// Begins another tape where a head does not fit on this one.
  ///
  /// A journal of a few entries has short tapes; a head that would fit on none has its own.
  private func makeRoom(_ need: Int) {
    guard state.value.tape.room < need else { return }
    let usual = min(max(1_024, 128 * state.value.entries.count), 16_384)
    state.value.tape = RequestTape(capacity: max(usual, need))
  }

  private func dropFirst() {
    guard let entry = state.value.entries.popFirst() else { return }
    state.value.bytes -= entry.byteCount
    state.value.dropped += 1
    state.value.lastDropped = entry.sequence
  }
}
