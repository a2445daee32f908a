internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation
internal import Transport

/// One repetition of what a capsule tells, in a sandbox that was made for it.
///
/// Requests are sent at the sandbox's time of their arrival, and flows run in between. Nothing goes out: what the app
/// answered is in the capsule.
@LoopActor final class ReplayRun: Postman {
  private let capsule: Capsule
  private let simulator: Simulator
  private let sandbox: Sandbox
  /// Made anew where the sandbox has made secrets of its own since, such as those of webhooks.
  private var placeholders: Placeholders { Placeholders(sandbox) }
  private var counterparts: Counterparts
  private var differences: [(place: Int, line: String)] = []
  /// The journal's newest entry that was looked at.
  private var seen: Int
  /// Where in the capsule the requests of each operation stand that are still to be answered, and to be compared.
  private var unanswered: [String: ArraySlice<Int>] = [:]
  private var unsent: [String: ArraySlice<Int>] = [:]
  private var events: ArraySlice<Int>
  private var pending: Set<Int> = []

  init(_ capsule: Capsule, _ simulator: Simulator, _ sandbox: Sandbox) {
    self.capsule = capsule
    self.simulator = simulator
    self.sandbox = sandbox
    for entry in capsule.entries {
      StandIns.hide(.object(entry.request), in: sandbox)
      StandIns.hide(.object(entry.response), in: sandbox)
      StandIns.hide(entry.event, in: sandbox)
    }
    counterparts = Counterparts(isReal: capsule.isReal)
    seen = sandbox.journal.last
    let places = capsule.entries.indices
    events = places.filter { capsule.entries[$0].kind == .call }[...]
    for place in places where capsule.entries[place].kind == .outgoing {
      unsent[capsule.entries[place].operation ?? "", default: []].append(place)
    }
    unanswered = unsent
  }

  /// Plays everything; answers a line for each difference, in the order of the entries.
  func play() async -> [String] {
    sandbox.clock.change(to: .manual(at: capsule.snapshot?.time ?? capsule.entries.first?.arrival ?? sandbox.clock.now))
    for place in order {
      await move(to: capsule.entries[place].arrival)
      collect()
      send(place)
    }
    if let end = capsule.entries.map(\.time).max() {
      // What a real clock woke a little late may be due a little behind the last entry here.
      await move(to: capsule.isReal ? end + .seconds(1) : end)
    }
    collect()
    for place in pending { differ(place, "is not answered") }
    for place in events { differ(place, "did not happen") }
    for place in unsent.values.joined() { differ(place, "was not sent") }
    return differences.sorted { $0.place < $1.place }.map(\.line)
  }

  /// The requests in the order of their arrival, which is not that of their answers.
  private var order: [Int] {
    capsule.entries.indices.filter { capsule.entries[$0].kind == .request }.sorted { one, other in
      let (one, other) = (capsule.entries[one].rank, capsule.entries[other].rank)
      return one < other
    }
  }

  private func move(to time: Instant) async {
    if time < sandbox.clock.now { sandbox.clock.change(to: .manual(at: time)) }
    await sandbox.clock.advance(to: time)
  }

  private func send(_ place: Int) {
    let entry = capsule.entries[place]
    guard let request = ReplayRequest(entry, capsule.sandbox, counterparts, placeholders).request else {
      return differ(place, "the journal has only the start of this request's body: it is not repeated")
    }
    let before = sandbox.journal.last
    switch simulator.reply(to: request) {
    case .now: compareAnswer(place, after: before)
    case .later(let work):
      pending.insert(place)
      LoopActor.start { [self] in
        _ = await work()
        pending.remove(place)
        // It was written down just now.
        compareAnswer(place, after: sandbox.journal.last - 1)
      }
    }
  }

  private func compareAnswer(_ place: Int, after sequence: Int) {
    guard let answered = sandbox.journal.entries(after: sequence).last(where: { $0.kind == .request }) else {
      return differ(place, "the sandbox did not get this request")
    }
    compare(place, answered) { $0.compare($1, $2) }
  }

  /// Looks at what happened by itself since the last time.
  private func collect() {
    for entry in sandbox.journal.entries(after: seen) {
      switch entry.kind {
      case .request, .control: continue
      case .call:
        guard let place = events.popFirst() else {
          surplus(entry)
          continue
        }
        compare(place, entry) { $0.compareEvent($1, $2) }
      case .outgoing:
        guard let place = unsent[entry.answered.operation ?? ""]?.popFirst() else {
          surplus(entry)
          continue
        }
        compare(place, entry) { $0.compareLetter($1, $2) }
      }
    }
    seen = sandbox.journal.last
  }

  private func compare(
    _ place: Int, _ entry: JournalEntry, _ how: (inout AnswerComparison, Capsule.Entry, JSONValue) -> Void
  ) {
    while sandbox.noteNextCredentials() != nil {}
    // Handed over and back: a copy of all counterparts for each entry would cost the square of their number.
    var comparison = AnswerComparison(Counterparts(isReal: capsule.isReal))
    swap(&comparison.counterparts, &counterparts)
    how(&comparison, capsule.entries[place], Simulator.written(entry, in: sandbox, sandbox.redaction))
    swap(&comparison.counterparts, &counterparts)
    for difference in comparison.differences { differ(place, difference) }
  }

  private func differ(_ place: Int, _ words: String) {
    differences.append((place, "entry \(place + 1) \(capsule.entries[place].title): \(words)"))
  }

  /// Where the clock went by itself, the capsule may have been taken between two events of one moment.
  private func surplus(_ entry: JournalEntry) {
    guard !capsule.isReal else { return }
    let what = "\(entry.kind.rawValue) \(entry.answered.operation ?? "?") at \(entry.time.rfc3339)"
    differences.append((capsule.entries.count, "\(what): happens now, and is not recorded"))
  }

  /// Answers what the app answered to the letter of the same place among those of its operation.
  func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered {
    guard let place = unanswered[letter.operation]?.popFirst() else {
      return .failed(kind: "not_recorded", message: "The capsule tells of no further \(letter.operation).")
    }
    return ReplayRequest.delivered(capsule.entries[place], counterparts, placeholders)
  }
}

extension Capsule.Entry {
  /// The sandbox's time when a request came.
  fileprivate var arrival: Instant { asked?.time ?? time }

  /// Where a request stands among the arrivals: one that was answered later came in front of all that was written meanwhile.
  fileprivate var rank: (Int, Int, Int) { (asked?.after ?? sequence - 1, asked == nil ? 1 : 0, sequence) }
}
