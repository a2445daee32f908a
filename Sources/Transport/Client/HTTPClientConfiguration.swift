internal import EventLoop

/// How a client reaches other servers, and what it takes from them.
public struct HTTPClientConfiguration: Sendable {
  /// Where requests are sent on their way.
  public enum Proxy: Sendable, Equatable {
    /// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say.
    case environment
    /// Straight to the server.
    case none
    /// This proxy, such as `http://proxy.example:3128`.
    case url(String)
  }

  /// How long a connection may take, TLS included.
  public var connectTimeout = Duration.seconds(10)
  /// How long a request may take in all, unless it says otherwise.
  public var timeout = Duration.seconds(30)
  /// Bytes of an answer's body; more ends the request.
  public var maxBodyBytes = 10 << 20
  /// Connections that are kept for later requests.
  public var maxIdleConnections = 64
  /// Requests under way at once; more wait for their turn, and their time begins with it.
  public var maxTransfers = 256
  /// A file of certificates (PEM) that is trusted in the place of the system's bundle.
  public var caFile: String?
  /// Which proxy is used; loopback and the hosts of `hostMap` are always reached without one.
  public var proxy = Proxy.environment
  /// Where a host really is: `["api.example.com": "127.0.0.1:8443"]`, or for one port `["api.example.com:443": …]`.
  ///
  /// Only the connection goes there: `host`, certificate and URL stay those of the name.
  public var hostMap: [String: String] = [:]

  /// The defaults.
  public init() {}

  /// `hostMap` as libcurl writes it: `HOST:PORT:TO-HOST:TO-PORT`, where an empty port is any.
  var connectTo: [String] {
    hostMap.map { "\($0.key)\(Self.hasPort($0.key) ? "" : ":"):\($0.value)\(Self.hasPort($0.value) ? "" : ":")" }
      .sorted()
  }

  /// Hosts that are reached without a proxy, as libcurl writes them.
  func withoutProxy(environment: [String: String]) -> String {
    let given = proxy == .environment ? environment["no_proxy"] ?? environment["NO_PROXY"] ?? "" : ""
    if given == "*" { return given }
    let mapped = hostMap.keys.map { Self.hasPort($0) ? String($0[..<($0.lastIndex(of: ":") ?? $0.endIndex)]) : $0 }
    return (["localhost", "127.0.0.1", "::1"] + mapped.sorted() + (given.isEmpty ? [] : [given])).joined(separator: ",")
  }

  /// `[::1]:80` and `a:80` have one, `[::1]` and `a` have none.
  private static func hasPort(_ authority: String) -> Bool {
    authority[(authority.lastIndex(of: "]") ?? authority.startIndex)...].contains(":")
  }
}
