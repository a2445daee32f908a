public import EventLoop
public import HTTP1
public import JSON

/// A request that has found its sandbox.
///
/// A class, since many hands hold it: copying its parts costs more than answering a small request.
@LoopActor public final class Arrival {
  /// The request as it came.
  public let request: Request
  /// Whether the request has a query that is not empty.
  public let hasQuery: Bool
  /// The path behind any sandbox prefix, percent-encoding kept.
  public let path: ArraySlice<UInt8>
  /// `/~NAME`, or empty where the sandbox was found otherwise.
  public let prefix: String
  /// The sandbox.
  public let sandbox: Sandbox
  /// The credential by which the sandbox was found, where it was found by one.
  public let credential: Credential?
  /// Whether a page of another site sent it, which may not use keys that anybody can derive from names.
  public let isFromForeignPage: Bool
  /// The body as a value, where somebody has taken it apart already; nil says nothing about the body.
  ///
  /// Taking a body apart is a quarter of a small request's work. The request never changes, so neither does this.
  public var parsedBody: JSONValue?

  /// A request in its sandbox; its path begins with `prefix`.
  public init(
    _ request: consuming Request, prefix: String, sandbox: Sandbox, credential: Credential?,
    isFromForeignPage: Bool = false
  ) {
    hasQuery = request.hasQuery
    var path = request.pathBytes.dropFirst(prefix.utf8.count)
    // A doubled slash at the start is served as one (live log of 2025-09).
    while path.count > 1, path[path.startIndex] == UInt8(ascii: "/"), path[path.startIndex + 1] == UInt8(ascii: "/") {
      path = path.dropFirst()
    }
    self.request = request
    self.path = path
    self.prefix = prefix
    self.sandbox = sandbox
    self.credential = credential
    self.isFromForeignPage = isFromForeignPage
  }

  /// A request that names its sandbox by neither prefix nor credential.
  public convenience init(_ request: Request, in sandbox: Sandbox) {
    self.init(request, prefix: "", sandbox: sandbox, credential: nil)
  }

  /// The same request where its key is another.
  public convenience init(_ arrival: Arrival, credential: Credential) {
    self.init(
      arrival.request, prefix: arrival.prefix, sandbox: arrival.sandbox, credential: credential,
      isFromForeignPage: arrival.isFromForeignPage)
  }

  /// What is told to a page of another site whose key anybody can derive.
  public var foreignPageHint: String {
    let origin = request.field("origin") ?? "https://app.example.com"
    return
      "A page of another site (\(HintLine.quoted(origin))) sent a key that anybody can derive from a name. The real service "
      + "takes keys from every page; this guard is Ringback's: start it with --allow-origin, or give the key a value of its "
      + "own in a scenario."
  }

  /// The path as text.
  public var pathText: String { String(decoding: path, as: UTF8.self) }

  /// Scheme, authority and prefix under which the client reached the sandbox: `http://127.0.0.1:8080/~NAME`.
  public var baseURL: String { "http://\(request.field("host") ?? "localhost")\(prefix)" }
}
