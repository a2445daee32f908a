internal import Bytes
internal import JSON

/// A JSON scalar in the form by which equal ones are found: a number is one number, however it is written, and a text is its bytes.
enum Scalar: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case text(ExactText)

  /// Nil for arrays and objects.
  init?(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .real(let value): self = Int64(exactly: value).map { .integer($0) } ?? .real(value)
    case .string(let value): self = .text(ExactText(value))
    case .array, .object: return nil
    }
  }
}

extension JSONValue {
  /// Whether both are equal, where 1 and 1.0 are the same number at every depth.
  func isSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.array(let mine), .array(let theirs)):
      return mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isSame(as: $1) }
    case (.object(let mine), .object(let theirs)):
      guard mine.count == theirs.count else { return false }
      return mine.allSatisfy { member in theirs[member.key]?.isSame(as: member.value) ?? false }
    default:
      guard let mine = Scalar(self), let theirs = Scalar(other) else { return false }
      return mine == theirs
    }
  }

  /// The text of a scalar as a query or a form would carry it; nil for null, arrays and objects.
  var fieldText: String? {
    switch self {
    case .string(let text): text
    case .bool, .integer, .real: description
    case .null, .array, .object: nil
    }
  }
}
