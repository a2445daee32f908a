internal import EventLoop
internal import HTTP1
internal import JSON

/// The time of a sandbox whose clock is `manual`: it passes when the clock is advanced.
struct SandboxTime: CaseTime {
  let course = TimeCourse.onDemand
  /// The control API of the sandbox.
  let control: any Exchange
  let fields: Fields

  func pass(_ seconds: Double) async throws(ExchangeFailure) {
    let body = JSONWriter.bytes(["seconds": .real(seconds)])
    let answer = try await control.send(
      ExchangeRequest(.post, "/_ringback/clock/advance", fields: fields, body: body))
    guard answer.status == 200 else {
      let words = answer.json?["error"]?["message"]?.string ?? answer.excerpt
      throw ExchangeFailure("the sandbox's clock cannot be advanced: \(answer.status) \(words)")
    }
  }
}
