/// One request: head and body as they came, turned into strings only when asked.
///
/// A value: keep it as long as you like. A handler that keeps nothing lets the parser use its buffer again.
public struct Request: Sendable {
  /// The method.
  public internal(set) var method: Method
  /// The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0.
  public internal(set) var minorVersion: UInt8
  /// Whether the client lets the connection stay open after the answer.
  public internal(set) var keepsAlive: Bool
  /// Whether the client asks to change the protocol of the connection (`Upgrade`, `CONNECT`).
  public internal(set) var wantsUpgrade: Bool
  /// The body, chunked coding already undone; empty when there is none.
  public var body: [UInt8]
  /// The client's address and port, such as `127.0.0.1:50312` or `[::1]:50312`; "" when there is no connection.
  public internal(set) var peer: String

  /// The client's address without the port; "" when there is no connection.
  public var peerAddress: String {
    guard let colon = peer.lastIndex(of: ":") else { return peer }
    return String(peer[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })
  }

  var head: RequestHead

  /// The target as it stands in the request line.
  public var target: String { head.string(0..<Int(head.target.length)) }

  /// The path, percent-encoding kept: what precedes `?`.
  ///
  /// Of an absolute URI it is the path only, "/" where that is empty.
  public var path: String {
    let range = Int(head.target.pathStart)..<Int(head.target.pathEnd)
    return range.isEmpty && range.lowerBound > 0 ? "/" : head.string(range)
  }

  /// The bytes of `path`, without making a string.
  public var pathBytes: ArraySlice<UInt8> { head.bytes[Int(head.target.pathStart)..<Int(head.target.pathEnd)] }

  /// The query, percent-encoding kept: what follows `?`; "" when there is none.
  public var query: String { head.string(Int(head.target.queryStart)..<Int(head.target.queryEnd)) }

  /// Whether there is a query that is not empty.
  public var hasQuery: Bool { head.target.queryEnd > head.target.queryStart }

  /// A request that came from no connection, for tests and tools.
  public init(
    method: Method = .get, target: String, fields: [(name: String, value: String)] = [], body: [UInt8] = [],
    peer: String = ""
  ) {
    self.method = method
    self.body = body
    self.peer = peer
    minorVersion = 1
    keepsAlive = true
    wantsUpgrade = false
    head = RequestHead(target: target, fields: fields)
  }

  init(
    method: Method, minorVersion: UInt8, keepsAlive: Bool, wantsUpgrade: Bool, head: RequestHead, body: [UInt8],
    peer: String
  ) {
    self.method = method
    self.minorVersion = minorVersion
    self.keepsAlive = keepsAlive
    self.wantsUpgrade = wantsUpgrade
    self.head = head
    self.body = body
    self.peer = peer
  }

  /// The first value of that field, found without allocating; the name is given in lower case.
  public func field(_ lowercaseName: borrowing String) -> String? { head.value(lowercaseName) }

  /// Whether a browser sent it for a page: there is an `Origin` or a `Sec-Fetch-Site`.
  public var isFromPage: Bool { head.isFromPage }

  /// Whether that field is there; the name is given in lower case.
  public func hasField(_ lowercaseName: borrowing String) -> Bool { head.first(lowercaseName) != nil }

  /// Whether the first value of that field is this one, without making a string; the name is given in lower case.
  public func field(_ lowercaseName: borrowing String, is value: borrowing String) -> Bool {
    head.holds(lowercaseName, value)
  }

  /// Every value of that field, in order; the name is given in lower case.
  public func fields(named lowercaseName: String) -> [String] {
    fields.filter { $0.name == lowercaseName }.map(\.value)
  }

  /// Every field in order; names are lower case.
  public var fields: [(name: String, value: String)] {
    var all: [(name: String, value: String)] = []
    head.walk { all.append((head.string($0.name), head.string($0.value))) }
    return all
  }
}
