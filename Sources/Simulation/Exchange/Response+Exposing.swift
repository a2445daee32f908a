public import HTTP1

extension Response {
  /// Lets the page that sent the request read these fields of the answer; a preflight's answer stays the service's own.
  ///
  /// Source: Fetch §3.2.5 (`access-control-expose-headers`). The services do not have it; without it a page cannot read a hint.
  public mutating func expose(_ names: String, to request: borrowing Request) {
    guard request.hasField("origin"), request.method != .options else { return }
    fields.append("access-control-expose-headers", names)
  }
}
