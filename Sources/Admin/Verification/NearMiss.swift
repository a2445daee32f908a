internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// The entry that comes closest to what was expected, and where it departs from it.
struct NearMiss {
  let sequence: Int
  let summary: String
  let differences: [Difference]

  @LoopActor init(_ entry: JournalEntry, _ differences: [Difference], in sandbox: Sandbox) {
    sequence = entry.sequence
    summary = entry.summary(sandbox.redaction)
    self.differences = differences.map { $0.hiding(sandbox.redaction) }
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
