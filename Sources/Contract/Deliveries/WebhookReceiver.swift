public import EventLoop
internal import HTTP1
internal import Transport

/// The app as the service sees it: a server on this machine that takes webhooks and calls of tools, with a path a case.
///
/// Alive from `listen` until `close`.
@LoopActor public final class WebhookReceiver {
  /// Whether the service reaches it from wherever it is, by a tunnel that somebody named.
  public let isPublic: Bool

  private let port: Int
  private let publicURL: String?
  private var server: HTTPServer?
  private var mailboxes: [String: Mailbox] = [:]

  /// A receiver on a port of this machine, where 0 lets the system choose; `publicURL` leads to it from elsewhere.
  public init(port: Int = 0, publicURL: String? = nil) {
    self.port = port
    isPublic = publicURL != nil
    self.publicURL = publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// Takes deliveries from now on.
  public func listen() throws(LoopError) {
    var configuration = ServerConfiguration()
    configuration.port = port
    // The recording of ten minutes, in Base64, is larger than a usual request.
    configuration.maxBodyBytes = 64 << 20
    let server = HTTPServer(configuration: configuration) { [unowned self] request in .now(receive(request)) }
    try server.listen()
    self.server = server
  }

  /// Takes nothing any more.
  public func close() {
    server?.close()
    server = nil
  }

  /// A place for what a case receives.
  func open(_ id: String, run: String) -> Mailbox {
    let path = "/\(run)/\(id)"
    let mailbox = Mailbox((publicURL ?? "http://127.0.0.1:\(server?.port ?? 0)") + path)
    mailboxes[path] = mailbox
    return mailbox
  }

  /// Forgets a case: what comes later is answered 404.
  func close(_ id: String, run: String) { mailboxes["/\(run)/\(id)"] = nil }

  private func receive(_ request: Request) -> Response {
    // `/RUN/CASE/AREA…`, behind which a tool may have a path of its own.
    let path = request.path
    let parts = path.split(separator: "/", maxSplits: 2)
    guard parts.count == 3, let mailbox = mailboxes["/\(parts[0])/\(parts[1])"],
      let response = mailbox.receive(request, at: parts[2])
    else { return .text(404, "No case that is under way has this address.") }
    return response
  }
}
