/// How much a sandbox remembers of what happened in it.
public struct JournalLimits: Equatable, Sendable {
  /// At most so many entries; 0 keeps no journal at all.
  public var entries: Int
  /// At most about so many bytes of heads, bodies and what belongs to them.
  public var bytes: Int

  /// Limits; by default 10,000 entries and 32 MiB.
  public init(entries: Int = 10_000, bytes: Int = 32 << 20) {
    self.entries = entries
    self.bytes = bytes
  }

  /// How many bytes of a body are kept; of a longer one also its length and its SHA-256.
  public static let body = 64 << 10
}
