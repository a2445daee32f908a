public import EventLoop
internal import HTTP1
internal import JSON
public import OpenAPI
internal import Scenario
public import Simulation

/// The ElevenLabs API: one window on a sandbox's world.
///
/// Order of refusal: route (404, 405), schema (422), key (401), scope (401), then what the handler finds. That the
/// schema speaks before the key was measured on the speech API; for convai it is the setting `refusal_order`.
@LoopActor public final class ElevenLabsAPI {
  /// What the whole API is told at the start.
  public struct Options: Sendable {
    /// Whether a key that no sandbox knows opens the sandbox with all scopes.
    public var acceptsAnyKey = false
    /// Whether every answer is held against the document, and one that departs from it becomes a 500 that says where.
    public var checksResponses = false

    /// The options that a plain start has.
    public init() {}
  }

  /// The ids of the operations that the document has, sorted.
  public let operations: [String]
  let document: Document
  let catalog: CatalogFile
  /// Explanations of mistaken calls.
  private(set) lazy var hints = RequestHints(catalog.file)
  private let text: [UInt8]
  private let options: Options
  /// By the number of the operation.
  private let endpoints: [Endpoint]

  /// The API that `document` describes, with errors and hints from the catalogue file.
  ///
  /// `text` is the document as it is served.
  public init(document: Document, text: [UInt8], catalog: CatalogFile, options: Options = Options()) {
    self.document = document
    operations = document.operations.map(\.id).sorted()
    self.text = text
    self.options = options
    self.catalog = catalog
    var handlers: [String: Handler] = [:]
    for group in [
      UserRoutes.handlers, VoiceRoutes.handlers, AgentRoutes.handlers, PhoneNumberRoutes.handlers,
      ConversationRoutes.handlers, ConversationTagRoutes.handlers, ConversationUserRoutes.handlers,
      LiveCountRoutes.handlers, SignedURLRoutes.handlers, ConversationTokenRoutes.handlers, OutboundCallRoutes.handlers,
      WorkspaceWebhookRoutes.handlers, WorkspaceSettingsRoutes.handlers, AgentSharingRoutes.handlers,
      SimulationRoutes.handlers,
      ToolRoutes.handlers, SecretRoutes.handlers, KnowledgeBaseRoutes.handlers, KnowledgeBaseCreation.handlers,
      KnowledgeBaseIndexRoutes.handlers, SIPTrunkCallRoutes.handlers, BatchCallRoutes.handlers,
    ] {
      handlers.merge(group) { first, _ in first }
    }
    endpoints = document.operations.map { Endpoint($0, handler: handlers[$0.id], catalog: catalog) }
  }

  /// What a sandbox sends to the app, as the journal's `operation` names it.
  public nonisolated static let letters = [
    "post_call_transcription", "post_call_audio", "call_initiation_failure", "conversation_initiation_client_data",
    "server_tool",
  ]

  /// The ids of the operations that are answered from a sandbox's world; the others are answered from their schemas.
  public var statefulOperations: Set<String> {
    Set(endpoints.filter { $0.handler != nil }.map(\.operation.id))
  }

  var acceptsAnyKey: Bool { options.acceptsAnyKey }
  var documentText: [UInt8] { text }

  /// Answers a request in its sandbox.
  public func answer(_ arrival: Arrival) -> Answering {
    let trace = arrival.sandbox.ids.hexadecimal()
    let routing = document.route(method: arrival.request.method, pathBytes: arrival.path)
    let verdict = verdict(on: arrival, routing)
    switch routed(arrival, routing, verdict, trace) {
    case .now(let answered): return .now(finished(answered, arrival, verdict, trace))
    case .later(let work):
      return .later { [self] in finished(await work(), arrival, verdict, trace) }
    }
  }

  /// The answer with what every answer has, shaped by the rules that fired.
  private func finished(
    _ answered: consuming Answered, _ arrival: Arrival, _ verdict: Verdict?, _ trace: String
  ) -> Answered {
    var answered = answered
    answered.response.preset = answered.response.preset ?? ResponseHeaders.common
    answered.response.fields.append("date", arrival.sandbox.clock.httpDate)
    answered.response.fields.append("x-trace-id", trace)
    verdict?.shape(&answered)
    if let hint = answered.hint { answered.response.fields.append("x-ringback-hint", HintLine.field(hint)) }
    return answered
  }

  private func routed(_ arrival: Arrival, _ routing: Routing, _ verdict: Verdict?, _ trace: String) -> Answering {
    if case .operation(let operation, let parameters) = routing {
      return answer(arrival, endpoints[operation.number], parameters, verdict, trace)
    }
    if let decided = decided(verdict, arrival, trace) { return .now(decided) }
    if let preflight = Self.preflight(arrival.request) { return .now(preflight) }
    if case .methodNotAllowed(let allow) = routing { return .now(wrongMethod(arrival, allow, trace)) }
    return .now(unknownPath(arrival, trace))
  }

  private func answer(
    _ arrival: Arrival, _ endpoint: Endpoint, _ parameters: [String: String], _ verdict: Verdict?, _ trace: String
  ) -> Answering {
    let operation = endpoint.operation
    SecretRoutes.hide(arrival, operation.id)
    if let response = verdict?.response() { return .now(Answered(response, operation: operation.id)) }
    let scripted = ScriptedParameters(arrival: arrival, scope: endpoint.scope, path: parameters)
    do throws(APIError) {
      let input: OperationInput
      if arrival.sandbox.world[Settings.self].refusalOrder == .keyFirst {
        try authorise(arrival, for: endpoint, verdict, scripted)
        input = try validated(arrival, parameters, endpoint)
      } else {
        input = try validated(arrival, parameters, endpoint)
        try authorise(arrival, for: endpoint, verdict, scripted)
      }
      if let error = ruled(verdict) { throw scripted.filled(error) }
      return try perform(endpoint, Exchange(arrival: arrival, operation: operation, input: input), trace)
    } catch {
      return .now(refusal(error, of: arrival, trace, operation: operation.id))
    }
  }

  private func perform(
    _ endpoint: Endpoint, _ exchange: Exchange, _ trace: String
  ) throws(APIError) -> Answering {
    let operation = endpoint.operation
    guard let handler = endpoint.handler else {
      var generator = SeededGenerator(name: "\(exchange.sandbox.plan.seed)/\(operation.id)")
      let body = operation.sample(status: operation.successStatus, using: &generator)
      return .now(
        success(operation, body.map { JSONWriter.bytes($0) } ?? [], .schema, RequestHints.schemaMade(operation.id)))
    }
    var exchange = exchange
    let answer = try handler(&exchange)
    guard case .later(let work) = answer else { return .now(answered(answer, endpoint, exchange)) }
    return .later { [self, exchange] in
      do throws(APIError) {
        return answered(try await work(), endpoint, exchange)
      } catch {
        return refusal(error, of: exchange.arrival, trace, operation: operation.id)
      }
    }
  }

  private func answered(_ answer: Answer, _ endpoint: Endpoint, _ exchange: Exchange) -> Answered {
    let operation = endpoint.operation
    if options.checksResponses, let words = Self.departure(of: answer, from: operation) {
      return Answered(.text(500, words), operation: operation.id, error: "response_departs_from_document", hint: words)
    }
    let hint = exchange.hint ?? (exchange.isBare ? nil : endpoint.hints?.first(in: exchange))
    switch answer {
    case .empty: return success(operation, [], .stateful, hint)
    case .encoded(let body): return success(operation, body, .stateful, hint)
    case .json(let value): return success(operation, JSONWriter.bytes(value), .stateful, hint)
    case .bytes(let body, let contentType):
      var response = Response(
        status: operation.successStatus, preset: ResponseHeaders.block(isJSON: false, .stateful), body: body)
      response.fields.append("content-type", contentType)
      return Answered(response, operation: operation.id, hint: hint)
    case .chunks(let chunks, let contentType):
      var response = Response(
        status: operation.successStatus, preset: ResponseHeaders.block(isJSON: false, .stateful),
        body: Array(chunks.joined()))
      response.fields.append("content-type", contentType)
      response.delivery = Delivery { steps in
        steps.flatMap { step -> [Delivery.Step] in
          guard case .body = step else { return [step] }
          return chunks.map { .body($0) }
        }
      }
      return Answered(response, operation: operation.id, hint: hint)
    case .unable(let words):
      return Answered(.text(503, words), operation: operation.id, error: "ringback_unable", hint: words)
    case .later: preconditionFailure("an answer that follows was followed by another that follows")
    }
  }

  private func success(
    _ operation: OpenAPI.Operation, _ body: [UInt8], _ fidelity: Fidelity, _ hint: String?
  ) -> Answered {
    let preset = ResponseHeaders.block(isJSON: !body.isEmpty, fidelity)
    return Answered(
      Response(status: operation.successStatus, preset: preset, body: body), operation: operation.id, hint: hint)
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
