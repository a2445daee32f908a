public import HTTP1

/// What somebody else's server answered.
public struct ClientResponse: Sendable, Equatable {
  /// The status code.
  public let status: Int
  /// The fields in the order in which they came; names are lower case.
  public let fields: Fields
  /// The body, chunked coding already undone; a compressed body stays compressed.
  public let body: [UInt8]

  /// The body as text; bytes that are not UTF-8 are replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
