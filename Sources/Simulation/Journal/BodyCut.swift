internal import Cryptography

/// What is known of a body whose end was cut off.
///
/// A class, since most entries have none: a reference to nothing is all that they carry.
public final class BodyCut: Sendable {
  /// How many bytes the body had.
  public let length: Int
  /// The SHA-256 of the whole, as 64 hexadecimal digits.
  public let digest: String

  private init(_ body: [UInt8]) {
    length = body.count
    digest = SHA256.hex(body)
  }

  /// What has to be remembered of a body; nil for one that is kept whole.
  static func of(_ body: [UInt8]) -> BodyCut? { body.count > JournalLimits.body ? BodyCut(body) : nil }
}
