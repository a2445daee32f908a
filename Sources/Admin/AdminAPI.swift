public import EventLoop
public import HTTP1
internal import JSON
public import OpenAPI
public import Simulation

/// The control API under `/_ringback/`.
@LoopActor public final class AdminAPI {
  let keeper: any SandboxKeeper
  private let document: Document
  let text: [UInt8]
  private let detached: DetachedDocument
  private let access: AdminAccess
  let version: String

  /// The API that the document, whose text is `text`, describes.
  public init(
    document: Document, text: [UInt8], access: AdminAccess, keeper: any SandboxKeeper, version: String
  ) {
    self.document = document
    self.text = text
    detached = DetachedDocument(text)
    self.access = access
    self.keeper = keeper
    self.version = version
  }

  /// Answers a request to `/_ringback/…`; `origin` is scheme and authority as the client reached us, `scope` the sandbox
  /// whose base URL it came under.
  public func answer(_ request: Request, path: String, origin: String, scope: String? = nil) -> AdminAnswer {
    if let refusal = access.refusal(of: request) { return .now(Answered(refusal.response, error: refusal.code)) }
    // Health probes like to ask with HEAD; the encoder leaves the body out.
    let method = request.method == .head ? Method.get : request.method
    switch document.route(method: method, path: path) {
    case .operation(let operation, let parameters):
      guard request.body.count >= DetachedDocument.largeBody, operation.takesBody else {
        let checked = operation.validate(request, pathParameters: parameters)
        return answer(request, path: path, operation, parameters, origin, scope, Self.judged(checked, request))
      }
      return later(request, path: path, operation, parameters, origin, scope)
    case .methodNotAllowed(let allow):
      let error = AdminError(405, "method_not_allowed", "\(path) answers \(allow.joined(separator: ", ")).")
      var response = error.response
      response.fields.append("allow", allow.joined(separator: ", "))
      return .now(Answered(response, error: error.code))
    case .notFound:
      let error = AdminError(
        404, "unknown_path", "There is no \(path); GET /_ringback/openapi.json lists what there is.")
      return .now(Answered(error.response, error: error.code))
    }
  }

  /// Answers a request whose body is large: it is taken apart and checked beside the loop.
  private func later(
    _ request: Request, path: String, _ operation: OpenAPI.Operation, _ parameters: [String: String], _ origin: String,
    _ scope: String?
  ) -> AdminAnswer {
    .later { [self, detached] in
      let id = operation.id
      let checked = await LoopActor.offLoop { () -> Result<OperationInput, AdminError> in
        guard let checked = detached.validate(id, request, pathParameters: parameters) else {
          return .failure(AdminError(501, "no_operation", "There is no operation \(id)."))
        }
        return Self.judged(checked, request)
      }
      LoopWatchdog.note("\(id) with a large body")
      switch answer(request, path: path, operation, parameters, origin, scope, checked) {
      case .now(let answered): return answered.response
      case .later(let work): return await work()
      }
    }
  }

  private func answer(
    _ request: Request, path: String, _ operation: OpenAPI.Operation, _ parameters: [String: String], _ origin: String,
    _ scope: String?, _ checked: consuming Result<OperationInput, AdminError>
  ) -> AdminAnswer {
    do throws(AdminError) {
      let input = try checked.get()
      guard let handler = Self.handlers[operation.id] else {
        throw AdminError(501, "no_handler", "\(operation.id) has no handler: this is a fault of Ringback.")
      }
      let exchange = AdminExchange(
        api: self, request: request, path: path, operation: operation.id, input: consume input, parameters: parameters,
        origin: origin, scope: scope)
      switch try handler(consume exchange) {
      case .now(let response): return .now(Answered(response, operation: operation.id))
      case .afterwards(let answer): return .now(Answered(answer(), operation: operation.id))
      case .later(let work): return .later(work)
      }
    } catch {
      return .now(Answered(error.response, operation: operation.id, error: error.code))
    }
  }

  /// What each operation of `openapi/admin.json` does.
  static let handlers: [String: AdminHandler] = [
    ServerRoutes.handlers, FidelityRoutes.handlers, SandboxRoutes.handlers, ScenarioRoutes.handlers,
    JournalRoutes.handlers, VerifyRoutes.handlers, StateRoutes.handlers, ClockRoutes.handlers, CallRoutes.handlers,
  ].reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }

  private nonisolated static func judged(
    _ checked: Result<OperationInput, Refusal>, _ request: Request
  ) -> Result<OperationInput, AdminError> {
    switch checked {
    case .success(let input): .success(input)
    case .failure(let refusal): .failure(Self.error(refusal, request))
    }
  }

  private nonisolated static func error(_ refusal: Refusal, _ request: Request) -> AdminError {
    switch refusal {
    case .unreadableForm(let words): return AdminError(400, "invalid_form", words)
    case .outOfMemory: return .outOfMemory
    case .tooManyMembers(let words): return AdminError(413, "too_many_members", "The body has \(words).")
    case .unparseableBody: return AdminError(400, "invalid_json", "The body is not JSON in UTF-8.")
    case .invalid(let issues), .secondPass(let issues):
      if !request.body.isEmpty, !Operation.isJSON(request.field("content-type")) {
        return AdminError(
          422, "invalid_request", "The body was not read as JSON: send content-type: application/json.")
      }
      // Of a union's issues the deepest is the one that the other members do not merely repeat.
      let issue = issues.max { $0.location.count < $1.location.count }
      var message = issue?.message ?? "The request is not accepted."
      if let detail = issue?.context?["error"]?.string { message += ": \(detail)" }
      return AdminError(
        422, "invalid_request", message + ".", pointer: issue.flatMap { Self.pointer(to: $0, in: request) })
    }
  }

  /// Where the issue is, without the names of union members, which the body does not have; nil for a body that is no JSON.
  private nonisolated static func pointer(to issue: ValidationIssue, in request: Request) -> String? {
    if issue.location.first == "query", let name = issue.location.dropFirst().first?.string {
      return JSONPointer(tokens: [name]).description
    }
    guard let body = try? JSONParser().parse(request.body) else { return nil }
    var pointer = JSONPointer(tokens: [])
    for step in issue.location.dropFirst() {
      let next = pointer.appending(step.string ?? step.description)
      if body.value(at: next) != nil { pointer = next }
    }
    return pointer.description
  }
}

extension AdminError {
  /// There is no memory to read a body into.
  static let outOfMemory = AdminError(503, "out_of_memory", "Ringback has no memory to read this body into.")

  /// A sandbox cannot be made, found or removed.
  public init(_ failure: SandboxFailure) {
    switch failure {
    case .nameTaken: self.init(409, "name_taken", failure.message, pointer: "/name")
    case .credentialTaken: self.init(409, "credential_taken", failure.message)
    case .credentialTwice: self.init(422, "credential_twice", failure.message)
    case .badName: self.init(422, "bad_name", failure.message, pointer: "/name")
    case .unknown: self.init(404, "unknown_sandbox", failure.message)
    case .defaultStays: self.init(409, "default_stays", failure.message)
    }
  }
}
