/// How much of a request is accepted.
public struct RequestLimits: Sendable {
  /// Bytes of request line and header fields together.
  public var headBytes: Int
  /// Number of header fields.
  public var fieldCount: Int
  /// Bytes of the body, chunked coding undone.
  public var bodyBytes: Int

  /// Limits; by default 64 KiB of head, 256 fields and 10 MiB of body.
  public init(headBytes: Int = 65_536, fieldCount: Int = 256, bodyBytes: Int = 10_485_760) {
    self.headBytes = headBytes
    self.fieldCount = fieldCount
    self.bodyBytes = bodyBytes
  }
}

/// Why the parser gave a connection up; nothing on it can be understood afterwards.
public enum RequestRefusal: Error, Equatable, Sendable {
  /// Not HTTP/1.x, or ambiguous; the parser's words say where. Answered with 400.
  case malformed(String)
  /// A transfer coding other than `chunked`. Answered with 501 (RFC 9112 §6.1).
  case unknownTransferCoding(String)
  /// Request line and fields exceed `headBytes`. Answered with 431.
  case headTooLarge
  /// More fields than `fieldCount`. Answered with 431.
  case tooManyFields
  /// The body is, or says it is, longer than `bodyBytes`. Answered with 413.
  case bodyTooLarge

  /// The status code of the answer.
  public var status: Int {
    switch self {
    case .malformed: 400
    case .unknownTransferCoding: 501
    case .headTooLarge, .tooManyFields: 431
    case .bodyTooLarge: 413
    }
  }
}
