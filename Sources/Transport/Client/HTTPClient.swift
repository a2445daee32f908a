internal import CCurl
public import EventLoop

/// Sends requests to other servers by libcurl, on the loop.
///
/// Connections are kept and used again. libcurl is loaded at the first request and costs nothing before; while it looks
/// up a name it has a thread, and none otherwise. Whoever made the client has to call `close`.
@LoopActor public final class HTTPClient {
  /// How it reaches other servers.
  public let configuration: HTTPClientConfiguration
  private var multi: CurlMulti?
  private var withoutProxy = ""
  private var isClosed = false

  /// A client that has loaded nothing yet.
  public init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    self.configuration = configuration
  }

  /// Sends the request and waits for the whole answer; any status is an answer.
  ///
  /// Cancelling the task ends the request and its connection.
  public func send(_ request: OutgoingRequest) async throws(TransportFailure) -> ClientResponse {
    let multi = try open()
    let transfer = try CurlTransfer(request, configuration, withoutProxy: withoutProxy)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.begin(continuation)
        // The handler below may have run already, and found nothing to cancel.
        if Task.isCancelled { return transfer.fail(TransportFailure(.cancelled, "the request was cancelled")) }
        multi.add(transfer)
      }
    } onCancel: {
      LoopActor.perform { multi.cancel(transfer) }
    }
    return try result.get()
  }

  /// Ends every request under way, which then fail as cancelled, and every connection; closing twice does nothing.
  public func close() {
    isClosed = true
    multi?.close()
    multi = nil
  }

  private func open() throws(TransportFailure) -> CurlMulti {
    if let multi { return multi }
    if isClosed { throw TransportFailure(.cancelled, "the client was closed") }
    if let failure = unsafe ringback_curl_load() {
      throw TransportFailure(.libraryMissing, unsafe String(cString: failure))
    }
    withoutProxy = configuration.withoutProxy(environment: ProcessEnvironment.all)
    let multi = CurlMulti(
      maxIdleConnections: configuration.maxIdleConnections, maxTransfers: configuration.maxTransfers)
    self.multi = multi
    return multi
  }
}
