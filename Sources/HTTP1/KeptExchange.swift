/// A request and its answer for somebody who keeps many: what is made anew for each stands as bytes on an ``ExchangeTape``.
///
/// It refers only to what others have too (the connection's address, shared lines) or what is too long to be copied.
public struct KeptExchange: Sendable {
  /// So long a body is copied; a longer one may be shared by many answers, and costs less to keep than to copy.
  static let longestCopy = 256

  let method: Method
  let minorVersion: UInt8
  let keepsAlive: Bool
  let wantsUpgrade: Bool
  let target: RequestTarget
  let peer: String
  let status: Int
  let preset: HeaderBlock?
  /// The bodies where they are not on the tape.
  let body: [UInt8]?
  let answer: [UInt8]?
  let start: Int
  let lengths: Lengths

  /// The pieces in the order in which they stand on the tape.
  struct Lengths {
    let head: Int32
    let body: Int32
    let fields: Int32
    let answer: Int32

    var total: Int { Int(head) + Int(body) + Int(fields) + Int(answer) }
  }

  /// How many bytes heads, fields and bodies have.
  public var byteCount: Int { lengths.total + (body?.count ?? 0) + (answer?.count ?? 0) }

  /// How many bytes a tape needs for an exchange.
  public static func need(_ request: borrowing Request, _ response: borrowing Response) -> Int {
    request.head.used + copied(request.body) + copied(response.body) + response.fields.bytes.count
  }

  /// How many bytes of a body are copied.
  static func copied(_ body: [UInt8]) -> Int { body.count > longestCopy ? 0 : body.count }

  /// What is kept of a body that is not copied; nil where it is.
  static func held(_ body: [UInt8], _ limit: Int) -> [UInt8]? {
    if body.count <= longestCopy { return nil }
    return body.count > limit ? Array(body[..<limit]) : body
  }
}
