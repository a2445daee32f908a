/// What came of comparing two targets.
public struct ParityResult: Sendable {
  /// Where the reference comes from.
  public let reference: Snapshot.Origin
  /// Where the other comes from.
  public let found: Snapshot.Origin
  /// How many cases both have.
  public let compared: Int
  /// What nobody has accepted, with the day on which it ceased to be accepted.
  public let differences: [(difference: ParityDifference, expired: String?)]
  /// What somebody has accepted, with the reason.
  public let accepted: [(difference: ParityDifference, reason: String)]

  /// Compares; `day` (`YYYY-MM-DD`) decides which acceptances still hold.
  public init(_ reference: Snapshot, _ found: Snapshot, accepted: AcceptedDifferences, day: String) {
    self.reference = reference.origin
    self.found = found.origin
    compared = reference.cases.count { found.content($0.id) != nil }
    var open: [(difference: ParityDifference, expired: String?)] = []
    var known: [(difference: ParityDifference, reason: String)] = []
    for difference in Comparison.differences(reference, found) {
      if let reason = accepted.reason(for: difference, on: day) {
        known.append((difference, reason))
      } else {
        open.append((difference, accepted.expiry(of: difference)))
      }
    }
    differences = open
    self.accepted = known
  }

  /// Whether one of the two shows how the real service answers.
  public var isParity: Bool { reference.isParity || found.isParity }

  /// 0 where nothing is different, 1 where something is, 2 where there was nothing to compare.
  public var exitCode: Int32 { compared == 0 ? 2 : differences.isEmpty ? 0 : 1 }
}
