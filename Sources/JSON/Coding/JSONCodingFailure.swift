/// Why a Swift value and a JSON value cannot be turned into each other, and where.
public struct JSONCodingFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The value that is wrong or missing.
  public let pointer: JSONPointer
  /// What was expected and what was found.
  public let message: String

  /// A failure at a place.
  public init(_ pointer: JSONPointer, _ message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// The place and what is wrong there.
  ///
  /// For instance `/agents/0/name: expected a string; found 3.`
  public var description: String { pointer.tokens.isEmpty ? message : "\(pointer): \(message)" }

  /// The same failure of a value that stands below `place`.
  public func under(_ place: JSONPointer) -> JSONCodingFailure {
    JSONCodingFailure(JSONPointer(tokens: place.tokens + pointer.tokens), message)
  }

  /// Whatever `Codable` code throws.
  init(_ error: any Error) {
    switch error {
    case let failure as JSONCodingFailure: self = failure
    case let DecodingError.keyNotFound(key, context):
      self.init(Self.pointer(context.codingPath).appending(key.stringValue), "this member is required.")
    case let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context),
      let DecodingError.dataCorrupted(context):
      self.init(Self.pointer(context.codingPath), Self.sentence(context.debugDescription))
    case let EncodingError.invalidValue(_, context):
      self.init(Self.pointer(context.codingPath), Self.sentence(context.debugDescription))
    default: self.init(JSONPointer(tokens: []), Self.sentence("\(error)"))
    }
  }

  static func pointer(_ path: [any CodingKey]) -> JSONPointer { JSONPointer(tokens: path.map(\.stringValue)) }

  private static func sentence(_ words: String) -> String { words.hasSuffix(".") ? words : words + "." }
}

/// A key that is an index of an array, or any text.
struct JSONCodingKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }

  static let `super` = JSONCodingKey(stringValue: "super")
}
