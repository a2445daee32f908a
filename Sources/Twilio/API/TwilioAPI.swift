public import EventLoop
internal import HTTP1
internal import JSON
public import OpenAPI
internal import Scenario
public import Simulation

/// Twilio's REST API of 2010-04-01: a window on the calls of a sandbox.
///
/// Order of refusal (assumed but for the first two): credentials, account, resource, parameters, state.
@LoopActor public final class TwilioAPI {
  /// What the whole API is told at the start.
  public struct Options: Sendable {
    /// Whether credentials that no sandbox knows open the sandbox.
    public var acceptsAnyKey = false
    /// Whether every answer is held against the document, and one that departs from it becomes a 500 that says where.
    public var checksResponses = false

    /// The options that a plain start has.
    public init() {}
  }

  /// What all paths of this API begin with.
  public nonisolated static let pathPrefix = "/2010-04-01"

  /// The ids of the operations that the document has, sorted.
  public let operations: [String]
  let document: Document
  let catalog: CatalogFile
  let options: Options
  private let handlers: [String: Handler] = CallRoutes.handlers

  /// The API that `document` describes, with errors from the catalogue file.
  public init(document: Document, catalog: CatalogFile, options: Options = Options()) {
    self.document = document
    self.catalog = catalog
    self.options = options
    operations = document.operations.map(\.id).sorted()
  }

  /// The ids of the operations that are answered from a sandbox's world, which are all.
  public var statefulOperations: Set<String> { Set(operations) }

  /// The errors that requests meet without a scenario: all but the one that only time and traffic bring.
  public var raisedErrors: Set<String> { Set(catalog.errors.names.filter { $0 != "twilio.20429" }) }

  /// Answers a request in its sandbox.
  public func answer(_ arrival: Arrival) -> Answered {
    let requestID = arrival.sandbox.ids.hexadecimal("RQ")
    let routing = document.route(method: arrival.request.method, pathBytes: arrival.path)
    let verdict = verdict(on: arrival, routing)
    var answered = routed(arrival, routing, verdict)
    answered.response.preset = answered.response.preset ?? ResponseHeaders.common
    answered.response.fields.append("date", arrival.sandbox.clock.httpDate)
    answered.response.fields.append("twilio-request-id", requestID)
    answered.response.expose(ResponseHeaders.exposed, to: arrival.request)
    verdict?.shape(&answered)
    if let hint = answered.hint {
      answered.response.fields.append("x-ringback-hint", HintLine.field(hint, arrival.sandbox.publicRedaction))
    }
    return answered
  }

  /// What the sandbox's rules say about a request; nil where there are none.
  private func verdict(on arrival: Arrival, _ routing: Routing) -> Verdict? {
    guard !arrival.sandbox.world[RuleSet.self].isEmpty else { return nil }
    var operation: String?
    if case .operation(let found, _) = routing { operation = found.id }
    let subject = MatchSubject(
      request: arrival.request, path: arrival.pathText, operation: operation,
      key: arrival.sandbox.keyName(of: arrival.request))
    return arrival.sandbox.verdict(on: subject) { nil }
  }

  private func routed(_ arrival: Arrival, _ routing: Routing, _ verdict: Verdict?) -> Answered {
    var operation: OpenAPI.Operation?
    if case .operation(let found, _) = routing { operation = found }
    if let response = verdict?.response() { return Answered(response, operation: operation?.id) }
    do throws(APIError) {
      if let error = ruled(verdict, where: { $0.status == 401 }) { throw error }
      let account = try authenticate(arrival)
      guard case .operation(let operation, let parameters) = routing else {
        if let error = ruled(verdict) { throw error }
        throw unrouted(arrival, routing)
      }
      try check(parameters["AccountSid"] ?? "", against: account)
      if let error = ruled(verdict) { throw error }
      let exchange = Exchange(arrival: arrival, account: account, parameters: parameters)
      guard let handler = handlers[operation.id] else { throw unrouted(arrival, routing) }
      let body = try handler(exchange)
      return success(body, operation, exchange.hint)
    } catch {
      return refusal(error, of: arrival, operation: operation?.id)
    }
  }

  private func success(_ body: JSONValue, _ operation: OpenAPI.Operation, _ hint: String?) -> Answered {
    if options.checksResponses {
      let issues = operation.checkResponse(status: operation.successStatus, body: body)
      if !issues.isEmpty {
        let words =
          "Ringback's answer to \(operation.id) departs from its document: "
          + issues.prefix(3).map(\.json.description).joined(separator: " ")
        return Answered(
          .text(500, words), operation: operation.id, error: "response_departs_from_document", hint: words)
      }
    }
    let response = Response(
      status: operation.successStatus, preset: ResponseHeaders.json, body: Array(PythonJSON.text(body).utf8))
    return Answered(response, operation: operation.id, hint: hint)
  }
}
