internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Simulation

extension ElevenLabsAPI {
  /// Puts what a handler answers into the answer, and a hint where there is something to say.
  func fill(_ answered: inout Answered, with answer: Answer, _ endpoint: Endpoint, _ exchange: Exchange) {
    let operation = endpoint.operation
    if checksResponses, let words = Self.departure(of: answer, from: operation) {
      answered = Answered(
        .text(500, words), operation: operation.id, error: "response_departs_from_document", hint: words)
      return
    }
    answered.hint = exchange.hint ?? (exchange.isBare ? nil : endpoint.hints?.first(in: exchange))
    switch answer {
    case .empty: succeed(operation, [], .stateful, &answered)
    case .encoded(let body): succeed(operation, body, .stateful, &answered)
    case .json(let value): succeed(operation, JSONWriter.bytes(value), .stateful, &answered)
    case .bytes(let body, let contentType): succeed(operation, body, contentType, &answered)
    case .chunks(let chunks, let contentType):
      succeed(operation, Array(chunks.joined()), contentType, &answered)
      answered.response.delivery = Delivery { steps in
        steps.flatMap { step -> [Delivery.Step] in
          guard case .body = step else { return [step] }
          return chunks.map { .body($0) }
        }
      }
    case .unable(let words): answered = Self.unable(words, operation.id)
    case .later: preconditionFailure("an answer that follows was followed by another that follows")
    }
  }

  /// An answer that is JSON or empty.
  func succeed(
    _ operation: OpenAPI.Operation, _ body: [UInt8], _ fidelity: Fidelity, _ answered: inout Answered
  ) {
    answered.operation = operation.id
    answered.response.status = operation.successStatus
    answered.response.preset = ResponseHeaders.block(isJSON: !body.isEmpty, fidelity)
    answered.response.body = body
  }

  /// An answer of another content type.
  private func succeed(
    _ operation: OpenAPI.Operation, _ body: [UInt8], _ contentType: String, _ answered: inout Answered
  ) {
    answered.operation = operation.id
    answered.response.status = operation.successStatus
    answered.response.preset = ResponseHeaders.block(isJSON: false, .stateful)
    answered.response.fields.append("content-type", contentType)
    answered.response.body = body
  }

  /// Our own fault, told in our own words: an answer that the document does not allow.
  private static func departure(of answer: Answer, from operation: OpenAPI.Operation) -> String? {
    let body: JSONValue? =
      switch answer {
      case .empty, .later, .bytes, .chunks, .unable: .none
      case .encoded(let bytes): try? JSONParser().parse(bytes)
      case .json(let value): value
      }
    let issues = operation.checkResponse(status: operation.successStatus, body: body)
    guard !issues.isEmpty else { return nil }
    return "Ringback's answer to \(operation.id) departs from its document: "
      + issues.prefix(3).map(\.json.description).joined(separator: " ")
  }
}
