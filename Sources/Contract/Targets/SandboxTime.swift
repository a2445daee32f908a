internal import EventLoop
internal import HTTP1
internal import JSON

/// The time of a sandbox whose clock is `manual`: it passes when the clock is advanced.
struct SandboxTime: CaseTime {
  let course = TimeCourse.onDemand
  /// The sandbox.
  let sandbox: any Exchange

  func pass(_ seconds: Double) async throws(ExchangeFailure) {
    let body = JSONWriter.bytes(["seconds": .real(seconds)])
    let answer = try await sandbox.send(
      ExchangeRequest(
        .post, "/_ringback/clock/advance", fields: ["content-type": "application/json"], body: body))
    guard answer.status == 200 else {
      let words = answer.json?["error"]?["message"]?.string ?? answer.excerpt
      throw ExchangeFailure("the sandbox's clock cannot be advanced: \(answer.status) \(words)")
    }
  }
}

/// A sandbox whose control API is asked with the token that its server wants.
struct SandboxExchange: Exchange {
  let sandbox: any Exchange
  let adminToken: String?

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    guard let adminToken, request.target.hasPrefix("/_ringback/") else { return try await sandbox.send(request) }
    var fields = request.fields
    fields.append("authorization", "Bearer \(adminToken)")
    return try await sandbox.send(
      ExchangeRequest(request.method, request.target, place: request.place, fields: fields, body: request.body))
  }
}
