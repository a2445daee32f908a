internal import JSON

/// What is wrong with a record or a single value of a snapshot beyond its shape: a snapshot with one is refused as a whole.
public struct SnapshotMistake: Sendable, Equatable {
  /// The members that lead to the wrong one, the outermost first.
  let members: [String]
  /// What was expected and what was found, as a sentence.
  let words: String

  /// A mistake at a member.
  public init(_ members: String..., words: String) {
    self.members = members
    self.words = words
  }

  /// More than is ever counted, and far enough from the end that counting on never overflows.
  public static let mostCounted: Int64 = 1 << 60

  /// The first of these counts that is below zero, or so large that counting on would overflow; nil if none is.
  public static func first(of counts: [(member: String, value: Int64)]) -> SnapshotMistake? {
    for (member, value) in counts where value < 0 || value > mostCounted {
      return SnapshotMistake(member, words: "expected a whole number from 0 to \(mostCounted); found \(value).")
    }
    return nil
  }

  /// A number outside of its range; nil if it is inside.
  public static func range(
    _ members: String..., value: Double, in range: ClosedRange<Double>
  ) -> SnapshotMistake? {
    guard !range.contains(value) else { return nil }
    return SnapshotMistake(
      members: members,
      words: "expected a number from \(range.lowerBound) to \(range.upperBound); found \(value).")
  }

  private init(members: [String], words: String) {
    self.members = members
    self.words = words
  }

  /// The failure of a value that stands at `place`.
  func failure(in place: JSONPointer) -> JSONCodingFailure {
    JSONCodingFailure(JSONPointer(tokens: place.tokens + members), words)
  }
}
