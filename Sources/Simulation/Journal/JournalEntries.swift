internal import DequeModule

/// Entries of a journal as they stood when somebody asked: each is made when it is looked at.
public struct JournalEntries: RandomAccessCollection, Sendable {
  private let tapes: Deque<JournalTape>
  private let sequences: Range<Int>

  init(_ tapes: Deque<JournalTape>, _ sequences: Range<Int>) {
    self.tapes = tapes
    self.sequences = sequences
  }

  /// The place of the first entry.
  public var startIndex: Int { 0 }
  /// The place behind the last entry.
  public var endIndex: Int { sequences.count }

  /// The entry at a place.
  public subscript(place: Int) -> JournalEntry {
    let sequence = sequences.lowerBound + place
    precondition(sequences.contains(sequence), "an entry that is not among these")
    return tapes[tapes.partitioningIndex { $0.end > sequence }].entry(sequence)
  }
}
