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
  /// For bodies that take long to check.
  private let detached: DetachedDocument
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
    detached = DetachedDocument(text)
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
  var checksResponses: Bool { options.checksResponses }
  var documentText: [UInt8] { text }

  /// Answers a request in its sandbox: fills in the answer, or gives what makes one that follows.
  public func answer(_ arrival: Arrival, into answered: inout Answered) -> LateAnswer? {
    let trace = arrival.sandbox.newTrace()
    let routing = document.route(method: arrival.request.method, pathBytes: arrival.path)
    let verdict = verdict(on: arrival, routing)
    if let work = route(arrival, routing, verdict, trace, into: &answered) {
      return { [self] in
        var answered = await work()
        finish(&answered, arrival, verdict, trace)
        return answered
      }
    }
    finish(&answered, arrival, verdict, trace)
    return nil
  }

  /// Adds what every answer has, and lets the rules that fired shape it.
  private func finish(_ answered: inout Answered, _ arrival: Arrival, _ verdict: Verdict?, _ trace: TraceID) {
    if answered.response.preset == nil { answered.response.preset = ResponseHeaders.common }
    answered.response.fields.append("date", arrival.sandbox.clock.httpDate)
    trace.append(to: &answered.response.fields, as: "x-trace-id")
    answered.response.expose(ResponseHeaders.exposed, to: arrival.request)
    verdict?.shape(&answered)
    if let hint = answered.hint {
      answered.response.fields.append("x-ringback-hint", HintLine.field(hint, arrival.sandbox.publicRedaction))
    }
  }

  private func route(
    _ arrival: Arrival, _ routing: consuming Routing, _ verdict: Verdict?, _ trace: TraceID,
    into answered: inout Answered
  ) -> LateAnswer? {
    if case .operation(let operation, let parameters) = routing {
      let endpoint = endpoints[operation.number]
      do throws(APIError) {
        return try answer(arrival, endpoint, parameters, verdict, trace, into: &answered)
      } catch {
        answered = refusal(error, of: arrival, trace, operation: operation.id)
        return nil
      }
    }
    if let decided = decided(verdict, arrival, trace) {
      answered = decided
    } else if let preflight = Self.preflight(arrival.request) {
      answered = preflight
    } else if case .methodNotAllowed(let allow) = routing {
      answered = wrongMethod(arrival, allow, trace)
    } else {
      answered = unknownPath(arrival, trace)
    }
    return nil
  }

  private func answer(
    _ arrival: Arrival, _ endpoint: Endpoint, _ parameters: [String: String], _ verdict: Verdict?, _ trace: TraceID,
    into answered: inout Answered
  ) throws(APIError) -> LateAnswer? {
    if endpoint.takesSecret { SecretRoutes.hide(arrival) }
    if let response = verdict?.response() {
      answered = Answered(response, operation: endpoint.operation.id)
      return nil
    }
    if arrival.request.body.count >= DetachedDocument.largeBody, !text.isEmpty {
      return later(arrival, endpoint, parameters, verdict, trace)
    }
    return try answer(arrival, endpoint, parameters, verdict, trace, nil, into: &answered)
  }

  /// Answers a request whose body is large: it is taken apart and checked beside the loop.
  private func later(
    _ arrival: Arrival, _ endpoint: Endpoint, _ parameters: [String: String], _ verdict: Verdict?, _ trace: TraceID
  ) -> LateAnswer {
    { [self] in
      let (request, id) = (arrival.request, endpoint.operation.id)
      let checked = await LoopActor.offLoop { [detached] in
        detached.validate(id, request, pathParameters: parameters)
      }
      LoopWatchdog.note("\(id) with a large body")
      var answered = Answered()
      do throws(APIError) {
        let work = try answer(arrival, endpoint, parameters, verdict, trace, checked, into: &answered)
        return await work?() ?? answered
      } catch {
        return refusal(error, of: arrival, trace, operation: id)
      }
    }
  }

  /// Answers a request that no rule answers; `checked` is what was found out about it already.
  private func answer(
    _ arrival: Arrival, _ endpoint: Endpoint, _ parameters: [String: String], _ verdict: Verdict?, _ trace: TraceID,
    _ checked: Result<OperationInput, Refusal>?, into answered: inout Answered
  ) throws(APIError) -> LateAnswer? {
    let input: OperationInput
    if arrival.sandbox.world[Settings.self].refusalOrder == .keyFirst {
      try authorise(arrival, for: endpoint, verdict, parameters)
      input = try validated(arrival, parameters, endpoint, checked)
    } else {
      input = try validated(arrival, parameters, endpoint, checked)
      try authorise(arrival, for: endpoint, verdict, parameters)
    }
    if let error = ruled(verdict) { throw scripted(error, arrival, endpoint, parameters) }
    let exchange = Exchange(arrival: arrival, operation: endpoint.operation, input: input)
    return try perform(endpoint, exchange, trace, into: &answered)
  }

  private func perform(
    _ endpoint: Endpoint, _ exchange: Exchange, _ trace: TraceID, into answered: inout Answered
  ) throws(APIError) -> LateAnswer? {
    let operation = endpoint.operation
    guard let handler = endpoint.handler else {
      var generator = SeededGenerator(name: "\(exchange.sandbox.plan.seed)/\(operation.id)")
      let body = operation.sample(status: operation.successStatus, using: &generator)
      answered.hint = RequestHints.schemaMade(operation.id)
      succeed(operation, body.map { JSONWriter.bytes($0) } ?? [], .schema, &answered)
      return nil
    }
    var exchange = exchange
    let answer = try handler(&exchange)
    guard case .later(let work) = answer else {
      fill(&answered, with: answer, endpoint, exchange)
      return nil
    }
    return { [self, exchange] in
      var answered = Answered()
      do throws(APIError) {
        fill(&answered, with: try await work(), endpoint, exchange)
      } catch {
        answered = refusal(error, of: exchange.arrival, trace, operation: operation.id)
      }
      return answered
    }
  }
}
