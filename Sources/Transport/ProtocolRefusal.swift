internal import Bytes
internal import EventLoop
internal import HTTP1

/// The answers that the transport gives itself, before any handler sees a request.
///
/// Shape: one sentence of plain text that names the limit and its flag; `date` is the wall clock's.
enum ProtocolRefusal {
  /// What the parser refused.
  case unreadable(RequestRefusal)
  /// A body that could not be unpacked.
  case undecodable(BodyRefusal)
  /// A head that took too long.
  case slowHead
  /// A body that came no further.
  case stalledBody
  /// One connection too many.
  case overloaded
  /// Too many bytes of bodies that are not complete, of all connections together.
  case tooManyBodies

  func response(_ configuration: ServerConfiguration) -> Response {
    var response = Response.text(status, words(configuration))
    if case .undecodable(.unknownCoding) = self {
      response.fields.append("accept-encoding", BodyRefusal.acceptedCodings)
    }
    response.fields.append("date", HTTPDate.string(secondsSince1970: WallClock.now / 1_000_000_000))
    return response
  }

  private var status: Int {
    switch self {
    case .unreadable(let refusal): refusal.status
    case .undecodable(let refusal): refusal.status
    case .slowHead, .stalledBody: 408
    case .overloaded, .tooManyBodies: 503
    }
  }

  private func words(_ limits: ServerConfiguration) -> String {
    switch self {
    // uvicorn's words, by which the real API answers.
    case .unreadable(.malformed): "Invalid HTTP request received."
    case .unreadable(.unknownTransferCoding(let coding)):
      "The transfer-encoding \"\(coding.prefix(64))\" is not taken here; chunked is."
    case .unreadable(.headTooLarge): "The request head exceeds \(limits.maxHeadBytes) bytes (--max-header-bytes)."
    case .unreadable(.tooManyFields): "The request has more than \(RequestLimits().fieldCount) header fields."
    case .unreadable(.bodyTooLarge): "The request body exceeds \(limits.maxBodyBytes) bytes (--max-body-bytes)."
    case .undecodable(.tooLarge): "The request body exceeds \(limits.maxBodyBytes) bytes unpacked (--max-body-bytes)."
    case .undecodable(.malformed(let words)): words
    case .undecodable(.unknownCoding(let names)):
      "The content-encoding \"\(names.prefix(64))\" is not taken here; one of gzip, x-gzip, deflate and identity is."
    case .slowHead: "The request head did not arrive within \(limits.headTimeout.words) (--header-timeout)."
    case .stalledBody: "The request body came no further for \(limits.idleTimeout.words) (--idle-timeout)."
    case .overloaded: "All \(limits.maxConnections) connections are in use (--max-connections)."
    case .tooManyBodies:
      "Bodies that are not complete yet have \(limits.maxUnfinishedBytes) bytes together (--max-unfinished-bytes)."
    }
  }
}

extension Duration {
  fileprivate var words: String {
    let milliseconds = wholeMilliseconds
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
