/// Where a server listens and what it accepts.
public struct ServerConfiguration: Sendable {
  /// An IPv4 or IPv6 address, or a name; loopback unless told otherwise.
  public var host = "127.0.0.1"
  /// The port; 0 lets the system choose.
  public var port = 8080
  /// Bytes of request line and header fields together; more is answered with 431.
  public var maxHeadBytes = 65_536
  /// Bytes of a request's body; more is answered with 413.
  public var maxBodyBytes = 10_485_760
  /// How long a request's head may take from its first byte, and how long a new connection may send nothing.
  public var headTimeout = Duration.seconds(10)
  /// How long a connection may lie idle, a body may come no further, and a client may read nothing of its answers.
  public var idleTimeout = Duration.seconds(60)
  /// Connections served at once; one more is answered with 503.
  public var maxConnections = 1024
  /// Connections beyond those, which serve only what `HTTPServer` is told to keep them for.
  public var reservedConnections = 16
  /// Bytes of bodies that are not complete yet, of all connections together; what goes beyond is answered with 503.
  public var maxUnfinishedBytes = 268_435_456
  /// Bytes of answers that wait for one client; while there are more, nothing is read from it.
  public var maxQueuedOutput = 1_048_576

  /// The defaults.
  public init() {}
}
