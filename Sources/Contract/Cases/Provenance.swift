/// How somebody knows that the real service answers so.
public struct Provenance: Sendable, Equatable, CustomStringConvertible {
  /// The ways of knowing, the surest first.
  public enum Kind: String, Sendable, CaseIterable {
    /// Somebody has seen the real service answer so.
    case liveVerified = "live-verified"
    /// A published description of the service says so.
    case spec
    /// Its documentation says so in words.
    case docs
    /// A user has reported it.
    case fieldReport = "field-report"
    /// Nobody knows; a guess.
    case assumed
  }

  /// The way of knowing.
  public let kind: Kind
  /// When it was seen or published: `2026`, `2026-08` or `2026-08-30`; nil where no date belongs to it.
  public let date: String?

  /// Reads `live-verified 2026-08-30`, `spec 2026-08-22`, `docs`, `field-report` or `assumed`; nil for anything else.
  public init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = words.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
    let needsDate = kind == .liveVerified || kind == .spec
    guard needsDate == (words.count == 2) else { return nil }
    self.kind = kind
    date = words.count == 2 ? String(words[1]) : nil
    if let date, !Self.isDate(date) { return nil }
  }

  /// The text as it stands in a file.
  public var description: String { kind.rawValue + (date.map { " \($0)" } ?? "") }

  private static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return (1...3).contains(parts.count) && parts[0].utf8.count == 4
      && parts.dropFirst().allSatisfy { $0.utf8.count == 2 }
      && parts.allSatisfy { $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }
}
