internal import EventLoop
internal import HTTP1

/// Some entries of a journal that stand one behind the other: written together, freed together.
///
/// `@unchecked Sendable`: only the journal writes, on the loop, and behind all that it has handed out.
final class JournalTape: @unchecked Sendable {
  /// What is kept of an entry beside its bytes.
  struct Row {
    let time: Int64
    let nanoseconds: Int64
    let exchange: KeptExchange
    let operation: String?
    let pathLength: Int32
    /// The place in the list of what few entries have; -1 for an entry that has nothing of it.
    let rest: Int32
    let kind: JournalEntry.Kind
    /// About how many bytes of memory it takes.
    let byteCount: Int
  }

  /// What few entries have.
  struct Rest {
    let error: String?
    let rules: [String]
    let trial: (any RuleTrial)?
    let hint: String?
    let asked: Asked?
    let requestCut: BodyCut?
    let responseCut: BodyCut?

    /// Whether an entry has something of it.
    @inline(__always) static func isNeeded(_ request: borrowing Request, _ answered: borrowing Answered) -> Bool {
      answered.error != nil || !answered.rules.isEmpty || answered.trial != nil || answered.hint != nil
        || answered.asked != nil
        || request.body.count > JournalLimits.body || answered.response.body.count > JournalLimits.body
    }

    init(_ request: borrowing Request, _ answered: borrowing Answered) {
      error = answered.error
      rules = answered.rules
      trial = answered.trial
      hint = answered.hint
      asked = answered.asked
      requestCut = BodyCut.of(request.body)
      responseCut = BodyCut.of(answered.response.body)
    }

    /// What explains why rules did not fire keeps the request's head a second time.
    var byteCount: Int { (hint?.utf8.count ?? 0) + (trial == nil ? 0 : 1_024) }
  }

  private struct Lists {
    /// The sequence of the first entry.
    var first = 0
    var rows: ContiguousArray<Row> = []
    var rests: ContiguousArray<Rest> = []
  }

  private let lists = HotState(Lists())
  private let bytes: ExchangeTape

  /// A tape on which `count` entries are to be expected.
  init(capacity: Int, first sequence: Int, expecting count: Int) {
    bytes = ExchangeTape(capacity: capacity)
    lists.value.first = sequence
    lists.value.rows.reserveCapacity(count)
  }

  /// For how many bytes it has room.
  var capacity: Int { bytes.capacity }
  /// The sequence of the first entry.
  var first: Int { lists.value.first }
  /// The sequence behind the last entry.
  var end: Int { lists.value.first + lists.value.rows.count }

  /// About how many bytes of memory an entry takes that it holds.
  func byteCount(of sequence: Int) -> Int { lists.value.rows[sequence - first].byteCount }

  /// An entry that it holds, made anew.
  func entry(_ sequence: Int) -> JournalEntry {
    let row = lists.value.rows[sequence - first]
    let rest = row.rest < 0 ? nil : lists.value.rests[Int(row.rest)]
    return JournalEntry(sequence, row, rest, bytes.read(row.exchange))
  }

  /// Forgets all entries, which nobody may read any more.
  func rewind(first sequence: Int) {
    bytes.rewind()
    lists.value.first = sequence
    lists.value.rows.removeAll(keepingCapacity: true)
    lists.value.rests.removeAll(keepingCapacity: true)
  }

  /// Writes an entry down; answers about how many bytes of memory it takes, nil where there is too little room.
  func append(
    _ kind: JournalEntry.Kind, time: Instant, request: borrowing Request, pathLength: Int,
    answered: borrowing Answered, nanoseconds: Int64
  ) -> Int? {
    guard let exchange = bytes.keep(request, answered.response, bodyLimit: JournalLimits.body) else { return nil }
    var byteCount = MemoryLayout<Row>.stride + exchange.byteCount
    var place: Int32 = -1
    if Rest.isNeeded(request, answered) {
      let rest = Rest(request, answered)
      byteCount += rest.byteCount
      place = Int32(lists.value.rests.count)
      lists.value.rests.append(rest)
    }
    lists.value.rows.append(
      Row(
        time: time.nanoseconds, nanoseconds: nanoseconds, exchange: exchange, operation: answered.operation,
        pathLength: Int32(pathLength), rest: place,
        kind: kind, byteCount: byteCount))
    return byteCount
  }
}
