internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Scenario
public import Simulation

extension ElevenLabsAPI {
  /// The input in the form the document wants, or the refusal in pydantic's words.
  func validated(
    _ arrival: Arrival, _ parameters: [String: String], _ endpoint: Endpoint,
    _ checked: Result<OperationInput, Refusal>?
  ) throws(APIError) -> OperationInput {
    let request = arrival.request
    switch checked
      ?? endpoint.operation.validate(request, pathParameters: parameters, parsedBody: arrival.parsedBody)
    {
    case .success(let input): return input
    case .failure(.unparseableBody): throw APIError("unparseable_body")
    case .failure(.unreadableForm(let words)):
      throw APIError("unparseable_body", hint: "The form was not read. \(words)")
    case .failure(.outOfMemory): throw APIError(Self.unable, hint: "Ringback has no memory to read this body into.")
    case .failure(.tooManyMembers(let words)):
      throw .tooLarge("Ringback does not take this body: it has \(words).")
    case .failure(.secondPass(let issues)): throw .inputInvalid(issues.map(Self.withLink))
    case .failure(.invalid(let issues)):
      throw APIError(
        "validation_failed", ["first_issue": Self.words(issues.first)], issues: issues.map(\.json),
        hint: RequestHints.invalid(request, endpoint.hints, issues))
    }
  }

  private static func words(_ issue: ValidationIssue?) -> String {
    guard let issue else { return "The request does not fit" }
    return "\(issue.location.map { $0.string ?? $0.description }.joined(separator: ".")): \(issue.message)"
  }

  /// Nested configuration is checked by pydantic itself, whose issues name a page of its manual.
  private static func withLink(_ issue: ValidationIssue) -> JSONValue {
    var members = issue.json.object ?? [:]
    members.append("url", .string("https://errors.pydantic.dev/2.10/v/\(issue.type)"))
    return .object(members)
  }

  /// Throws where no key opens the operation, or a rule says so.
  func authorise(
    _ arrival: Arrival, for endpoint: Endpoint, _ verdict: Verdict?, _ parameters: [String: String]
  ) throws(APIError) {
    if let error = verdict?.error(where: { [catalog] in catalog.errors[$0]?.status == 401 }) {
      throw scripted(error, arrival, endpoint, parameters)
    }
    guard let credential = arrival.keyCredential else { return try withoutCredential(arrival, for: endpoint) }
    if arrival.isFromForeignPage, credential.isGuessable {
      throw APIError("invalid_api_key", hint: arrival.foreignPageHint)
    }
    if let name = credential.refusedWith { throw scripted(APIError(name), arrival, endpoint, parameters) }
    if let scope = endpoint.scope, !credential.permissions.allow(scope) {
      throw .missingPermission(scope, key: credential)
    }
  }

  /// Throws what a request meets whose key is absent or unknown, but where it may pass.
  private func withoutCredential(_ arrival: Arrival, for endpoint: Endpoint) throws(APIError) {
    guard let value = arrival.request.field("xi-api-key") else {
      if let authorization = arrival.request.field("authorization") {
        throw APIError("invalid_authorization_header", hint: RequestHints.authorization(authorization))
      }
      if endpoint.isPublic { return }
      throw APIError(endpoint.errorWithoutKey)
    }
    if acceptsAnyKey {
      if arrival.isFromForeignPage { throw APIError("invalid_api_key", hint: arrival.foreignPageHint) }
      return
    }
    throw APIError("invalid_api_key", hint: RequestHints.unknownKey(value, in: arrival.sandbox))
  }

  /// A known path with another method.
  func wrongMethod(_ arrival: Arrival, _ allow: [String], _ trace: TraceID) -> Answered {
    let hint = hints.wrongMethod(arrival.request, path: arrival.pathText, allow: allow)
    // Each operation is a route of its own to FastAPI, and the first on the path is the one that refuses.
    return refusal(APIError("method_not_allowed", ["allow": allow.first ?? ""], hint: hint), of: arrival, trace)
  }

  /// A path that no operation has: the document itself, a redirect where only a slash is too much, else 404.
  func unknownPath(_ arrival: Arrival, _ trace: TraceID) -> Answered {
    let path = arrival.pathText
    let method = arrival.request.method
    if path == "/openapi.json", method == .get || method == .head {
      return Answered(
        Response(status: 200, preset: ResponseHeaders.block(isJSON: true, .stateful), body: documentText))
    }
    // Starlette takes every slash off the end, or puts one there.
    let bare = String(path.reversed().drop { $0 == "/" }.reversed())
    let trimmed = bare == path ? path + "/" : bare
    if !bare.isEmpty, arrival.sandbox.world[Settings.self].trailingSlash == .redirect {
      switch document.route(method: method, path: trimmed) {
      case .operation, .methodNotAllowed:
        let query = arrival.request.query.isEmpty ? "" : "?\(arrival.request.query)"
        return refusal(
          APIError("redirect_slash", ["location": "\(arrival.baseURL)\(trimmed)\(query)"]), of: arrival, trace)
      case .notFound: break
      }
    }
    let hint = hints.unknownPath(arrival.request, path: path, document)
    return refusal(APIError("route_not_found", hint: hint), of: arrival, trace)
  }

  /// The catalogue's answer to an error, in the sandbox's envelope.
  func refusal(
    _ error: APIError, of arrival: Arrival, _ trace: TraceID, operation: String? = nil
  ) -> Answered {
    if error.name == Self.unable { return Self.unable(error.hint ?? "", operation) }
    if error.name == Self.tooLarge { return Self.plainText(413, error.hint ?? "", operation, error: Self.tooLarge) }
    var error = error
    let key = arrival.request.field("xi-api-key").map(Secrets.cut) ?? "(none)"
    error.parameters.merge(
      [
        "method": arrival.request.method.name, "path": arrival.pathText, "key": key,
        "address": arrival.request.peerAddress,
      ]
    ) { own, _ in own }
    let envelope = arrival.sandbox.world[Settings.self].errorEnvelope
    let rendered = ErrorRenderer(catalog: catalog.errors).render(error, envelope: envelope, requestID: trace.text)
    var response = Response(status: rendered.status, fields: rendered.fields, body: rendered.body)
    response.fields.append("x-ringback-fidelity", Fidelity.stateful.rawValue)
    return Answered(
      response, operation: operation, error: error.name, hint: rendered.hint.isEmpty ? nil : rendered.hint)
  }

  /// What Ringback cannot do, told in its own words: HTTP 503.
  static func unable(_ words: String, _ operation: String?) -> Answered {
    plainText(503, words, operation, error: unable)
  }

  /// What Ringback refuses by itself, in words that are not the vendor's.
  private static func plainText(
    _ status: Int, _ words: String, _ operation: String?, error: String
  ) -> Answered {
    Answered(.text(status, words), operation: operation, error: error, hint: words)
  }

  private static let unable = "ringback_unable"
  nonisolated static let tooLarge = "ringback_too_large"

  /// The answer to a request for a sandbox that does not exist.
  public func unknownSandbox(_ name: String, known: [String]) -> Answered {
    let hint =
      "There is no sandbox named \(HintLine.quoted(name)): make it with POST /_ringback/sandboxes. Live are: "
      + known.prefix(8).joined(separator: ", ") + "."
    var response = Response(status: 404, body: Array(#"{"detail":"Not Found"}"#.utf8))
    response.preset = ResponseHeaders.common
    response.fields.append("content-type", "application/json")
    response.fields.append("x-ringback-fidelity", Fidelity.stateful.rawValue)
    response.fields.append("x-ringback-hint", HintLine.field(hint))
    return Answered(response, error: "unknown_sandbox", hint: hint)
  }

  /// The answer to a CORS preflight, as Starlette's middleware gives it; nil for any other request.
  static func preflight(_ request: Request) -> Answered? {
    guard request.method == .options, request.field("origin") != nil,
      request.field("access-control-request-method") != nil
    else { return nil }
    var response = Response(status: 200, body: Array("OK".utf8))
    response.fields.append("content-type", "text/plain; charset=utf-8")
    return Answered(response)
  }
}
