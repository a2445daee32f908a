public import Simulation

/// A call in the sandbox's phone network: what both vendors' records of it are windows on.
public struct Call: Record, SnapshotKind {
  /// `calls`.
  public static let kind = "calls"

  /// The Twilio call SID: `CA` and 32 hexadecimal digits.
  public let id: String
  /// The calling number as the caller wrote it.
  public let from: String
  /// The called number as the caller wrote it.
  public let to: String
  /// When it was placed.
  public let createdAt: Instant

  /// The time at which it was placed.
  public var orderKey: Int64 { createdAt.nanoseconds }
}
