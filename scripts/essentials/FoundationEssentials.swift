// What ArgumentParser asks of Foundation, and nothing else. `scripts/common.sh` compiles it under Foundation's name and
// puts it before Foundation for the optimised binary: the real one brings five megabytes of calendars and attributed
// texts, and thousands of conformances that every start looks through. `swift build` by itself takes the real one.

/// An error with words of its own; nothing conforms, since nothing of ours imports this.
public protocol LocalizedError: Error {
  /// The words.
  var errorDescription: String? { get }
}

/// Bytes.
public struct Data: Sendable {
  let bytes: [UInt8]
}

extension String {
  /// How bytes are read.
  public enum Encoding: Sendable {
    case utf8
  }

  /// Reads bytes, unless they are no text.
  public init?(data: Data, encoding: Encoding) {
    self.init(validating: data.bytes, as: UTF8.self)
  }
}

/// Writes a value as JSON, always indented and with its keys sorted.
public final class JSONEncoder {
  /// What is written how; both are done unasked.
  public struct OutputFormatting: OptionSet, Sendable {
    /// One bit a wish.
    public let rawValue: UInt
    /// The wishes of these bits.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// Indented.
    public static let prettyPrinted = OutputFormatting(rawValue: 1)
    /// Keys in order.
    public static let sortedKeys = OutputFormatting(rawValue: 2)
  }

  /// What was asked for.
  public var outputFormatting: OutputFormatting = []

  /// Makes one.
  public init() {}

  /// The value's JSON as Foundation writes it.
  public func encode(_ value: some Encodable) throws -> Data {
    Data(bytes: Array(try Node(value).text(indent: "").utf8))
  }
}
