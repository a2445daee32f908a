/// What came of comparing two targets.
public struct ParityResult: Sendable {
  /// A difference, however many cases have met it.
  public struct Finding: Sendable {
    /// The difference, as the first case met it.
    public let difference: ParityDifference
    /// The cases that have met it.
    public fileprivate(set) var cases: [String]
    /// Until when it was accepted; nil where it never was.
    public let expired: String?
  }

  /// Where the reference comes from.
  public let reference: ParitySnapshot.Origin
  /// Where the other comes from.
  public let found: ParitySnapshot.Origin
  /// How many cases both have.
  public let compared: Int
  /// What nobody has accepted.
  public let differences: [Finding]
  /// What somebody has accepted, with the reason.
  public let accepted: [(difference: ParityDifference, reason: String)]

  /// Compares; `day` (`YYYY-MM-DD`) decides which acceptances still hold.
  public init(_ reference: ParitySnapshot, _ found: ParitySnapshot, accepted: AcceptedDifferences, day: String) {
    self.reference = reference.origin
    self.found = found.origin
    compared = reference.cases.count { found.content($0.id) != nil }
    var open: [Finding] = []
    var known: [(difference: ParityDifference, reason: String)] = []
    for difference in Comparison.differences(reference, found) {
      if let reason = accepted.reason(for: difference, on: day) {
        known.append((difference, reason))
      } else if let place = open.firstIndex(where: { $0.difference.isSame(as: difference) }) {
        if open[place].cases.last != difference.id { open[place].cases.append(difference.id) }
      } else {
        open.append(Finding(difference: difference, cases: [difference.id], expired: accepted.expiry(of: difference)))
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
