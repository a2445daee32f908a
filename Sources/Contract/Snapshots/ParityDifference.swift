internal import JSON

/// One way in which a target answers otherwise than a reference.
public struct ParityDifference: Sendable, Equatable {
  /// The four kinds.
  public enum Kind: String, Sendable {
    /// The reference has it, the other has not.
    case missing
    /// The other has it, the reference has not.
    case extra
    /// Both have it, of different types.
    case type
    /// Both have it, with different values.
    case value
  }

  /// The case.
  public let id: String
  /// Where: `/steps/0/body/detail/status`.
  public let path: String
  /// What is different.
  public let kind: Kind
  /// What the reference has, in words.
  public let reference: String
  /// What the other has, in words.
  public let found: String

  /// The difference as reports write it.
  var json: JSONValue {
    [
      "case": .string(id), "path": .string(path), "kind": .string(kind.rawValue), "reference": .string(reference),
      "found": .string(found),
    ]
  }
}
