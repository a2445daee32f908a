internal import EventLoop
internal import HTTP1
public import JSON

extension Journal {
  /// Writes down what happened to a call: `{"event": "ringing", "call_sid": …}`.
  public func append(call event: JSONObject, time: Instant) {
    guard isOn else { return }
    var request = Self.happening
    request.body = JSONWriter.bytes(.object(event))
    let answered = Answered(Response(status: 0), operation: event["event"]?.string)
    append(.call, time: time, request: request, pathLength: 1, answered: answered, nanoseconds: 0)
  }

  /// What stands for a request where nobody made one.
  private static let happening = Request(target: "/", fields: [("content-type", "application/json")])

  /// Writes down a request that the sandbox sent, and what came of it; without an answer the status is 0.
  ///
  /// `note` is what else there is to say about that.
  func append(_ letter: Letter, _ delivered: Delivered, time: Instant, nanoseconds: Int64, note: String? = nil) {
    guard isOn else { return }
    let request = Request(
      method: letter.method, target: letter.url, fields: letter.fields.map { ($0.name, $0.value) }, body: letter.body)
    let hint = letter.explanation?(delivered)
    var answered: Answered
    switch delivered {
    case .answered(let response): answered = Answered(response, operation: letter.operation, hint: hint)
    case .failed(let kind, let message):
      answered = Answered(
        Response(status: 0), operation: letter.operation, error: kind,
        hint: [hint ?? message, note].compactMap(\.self).joined(separator: " "))
    }
    append(
      .outgoing, time: time, request: request, pathLength: request.pathBytes.count, answered: answered,
      nanoseconds: nanoseconds)
  }
}
