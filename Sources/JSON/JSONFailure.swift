/// Why a text was refused, and where.
public struct JSONFailure: Error, Equatable, Sendable {
  /// What is wrong, as far as callers treat it differently.
  public enum Kind: Equatable, Sendable {
    /// The text breaks JSON's grammar, or is something that jansson refuses: `NaN`, half of a surrogate pair, NUL in a key.
    case syntax
    /// The bytes are not UTF-8. Found first, whatever else is wrong.
    case invalidUTF8
    /// More containers inside each other than the limit allows.
    case tooDeep
    /// More bytes than the limit allows.
    case tooLarge
    /// More members in one object than the limit allows.
    case tooManyMembers
    /// A key stands twice in one object, and duplicates are refused.
    case duplicateKey
    /// An integer beyond 64 bits, or a real beyond the range of a double.
    case numberOutOfRange
    /// Nothing but white space.
    case empty
    /// There is no memory to read the text into; nothing is said about the text.
    case outOfMemory
  }

  /// What is wrong.
  public let kind: Kind
  /// A phrase for people, without the place.
  public let message: String
  /// Where it starts, in bytes from the start of the text.
  public let offset: Int
  /// The line of ``offset``, from 1.
  public let line: Int
  /// The character of ``line`` at ``offset``, from 1.
  public let column: Int
}

extension JSONFailure: CustomStringConvertible {
  static let outOfMemory = JSONFailure(
    kind: .outOfMemory, message: "no memory is left to read this text", offset: 0, line: 1, column: 1)

  /// "line 3, column 7: Expecting value".
  public var description: String { "line \(line), column \(column): \(message)" }

  init(_ kind: Kind, _ message: String, at offset: Int, in bytes: [UInt8]) {
    let place = JSONText.place(of: offset, in: bytes)
    self.init(kind: kind, message: message, offset: offset, line: place.line, column: place.column)
  }
}
