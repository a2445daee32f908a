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
  /// The operation that was asked for, or else the request.
  public let operation: String
  /// What is different.
  public let kind: Kind
  /// What the reference has, in words.
  public let reference: String
  /// What the other has, in words.
  public let found: String

  /// Where in the answer, whatever the step: `/body/detail/status`.
  var place: String {
    let tokens = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
    return tokens.map { "/\($0)" }.joined()
  }

  /// Whether the two are one and the same, seen in two cases or steps.
  func isSame(as other: ParityDifference) -> Bool {
    operation == other.operation && place == other.place && kind == other.kind && reference == other.reference
      && found == other.found
  }
}
