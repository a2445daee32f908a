internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// The entry that comes closest to what was expected, and where it departs from it.
struct NearMiss {
  let sequence: Int
  let summary: String
  let differences: [Difference]

  /// So many entries are compared: what lies further back is hardly meant.
  static let most = 1_000

  /// The entry with the fewest differences, of several the latest; nil where no entry is left that the pattern does not take.
  @LoopActor init?(
    to pattern: RequestPattern, among entries: some BidirectionalCollection<JournalEntry>, in sandbox: Sandbox
  ) {
    var best: (entry: JournalEntry, differences: [Difference])?
    for entry in entries.suffix(Self.most).reversed() {
      let differences = pattern.differences(entry.subject(in: sandbox))
      guard !differences.isEmpty, differences.count < best?.differences.count ?? .max else { continue }
      best = (entry, differences)
      if differences.count == 1 { break }
    }
    guard let best else { return nil }
    sequence = best.entry.sequence
    summary = best.entry.summary(sandbox.redaction)
    differences = best.differences.map { $0.hiding(sandbox.redaction) }
  }

  /// One sentence.
  var words: String {
    "Entry \(sequence) comes nearest (\(summary)): \(differences.map(\.words).joined(separator: "; "))."
  }

  var json: JSONValue {
    [
      "sequence": .integer(sequence), "summary": .string(summary),
      "differences": .array(differences.map(\.json)),
    ]
  }
}
