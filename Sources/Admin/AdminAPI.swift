public import EventLoop
public import HTTP1
internal import JSON
public import OpenAPI
public import Simulation

/// The control API under `/_ringback/`.
@LoopActor public final class AdminAPI {
  let keeper: any SandboxKeeper
  private let document: Document
  private let text: [UInt8]
  private let access: AdminAccess
  private let version: String

  /// The API that the document, whose text is `text`, describes.
  public init(
    document: Document, text: [UInt8], access: AdminAccess, keeper: any SandboxKeeper, version: String
  ) {
    self.document = document
    self.text = text
    self.access = access
    self.keeper = keeper
    self.version = version
  }

  /// Answers a request to `/_ringback/…`; `origin` is scheme and authority as the client reached us.
  public func answer(_ request: Request, path: String, origin: String) -> Answered {
    if let refusal = access.refusal(of: request) { return Answered(refusal.response, error: refusal.code) }
    // Health probes like to ask with HEAD; the encoder leaves the body out.
    let method = request.method == .head ? Method.get : request.method
    switch document.route(method: method, path: path) {
    case .operation(let operation, let parameters):
      do {
        let response = try perform(operation, request, parameters, origin)
        return Answered(response, operation: operation.id)
      } catch {
        return Answered(error.response, operation: operation.id, error: error.code)
      }
    case .methodNotAllowed(let allow):
      let error = AdminError(405, "method_not_allowed", "\(path) answers \(allow.joined(separator: ", ")).")
      var response = error.response
      response.fields.append("allow", allow.joined(separator: ", "))
      return Answered(response, error: error.code)
    case .notFound:
      let error = AdminError(
        404, "unknown_path", "There is no \(path); GET /_ringback/openapi.json lists what there is.")
      return Answered(error.response, error: error.code)
    }
  }

  private func perform(
    _ operation: OpenAPI.Operation, _ request: Request, _ parameters: [String: String], _ origin: String
  ) throws(AdminError) -> Response {
    let input = try validated(operation, request, parameters)
    let name = parameters["name"] ?? ""
    switch operation.id {
    case "get_health":
      return .json(["status": "ok", "version": .string(version), "sandboxes": .integer(keeper.registry.all.count)])
    case "get_admin_document":
      var response = Response(status: 200, body: text)
      response.fields.append("content-type", "application/json")
      return response
    case "list_sandboxes":
      return .json(["sandboxes": .array(keeper.registry.all.map { describe($0, origin) })])
    case "create_sandbox": return .json(describe(try create(input), origin), status: 201)
    case "get_sandbox": return .json(describe(try find(name), origin))
    case "delete_sandbox":
      try refusing { () throws(SandboxFailure) in try keeper.registry.delete(name) }
      return Response(status: 204, body: [])
    case "reset_sandbox":
      return .json(describe(try refusing { () throws(SandboxFailure) in try keeper.registry.reset(name) }, origin))
    case "patch_world":
      let sandbox = try find(name)
      try keeper.patch(sandbox, world: input.body?.object ?? [:])
      return .json(describe(sandbox, origin))
    default: throw AdminError(501, "no_handler", "\(operation.id) has no handler: this is a fault of Ringback.")
    }
  }

  private func create(_ input: OperationInput) throws(AdminError) -> Sandbox {
    let body = input.body ?? [:]
    let scenario = body["scenario"]
    var time: Instant?
    if let text = body["time"]?.string {
      time = Instant(rfc3339: text)
      if time == nil {
        throw AdminError(422, "invalid_request", "time is RFC 3339, such as 2026-11-21T10:00:00Z.", pointer: "/time")
      }
    }
    return try keeper.create(
      name: body["name"]?.string, seed: body["seed"]?.integer.map { UInt64($0) }, time: time,
      scenarios: scenario?.string.map { [$0] } ?? scenario?.array?.compactMap(\.string) ?? ["default"],
      world: body["world"]?.object ?? [:])
  }

  private func find(_ name: String) throws(AdminError) -> Sandbox {
    guard let sandbox = keeper.registry[name] else {
      throw AdminError(404, "unknown_sandbox", SandboxFailure.unknown(name).message)
    }
    return sandbox
  }

  private func refusing<T>(_ body: () throws(SandboxFailure) -> T) throws(AdminError) -> T {
    do { return try body() } catch { throw AdminError(error) }
  }

  private func validated(
    _ operation: OpenAPI.Operation, _ request: Request, _ parameters: [String: String]
  ) throws(AdminError) -> OperationInput {
    switch operation.validate(request, pathParameters: parameters) {
    case .success(let input): return input
    case .failure(.unparseableBody): throw AdminError(400, "invalid_json", "The body is not JSON in UTF-8.")
    case .failure(.invalid(let issues)), .failure(.secondPass(let issues)):
      if !request.body.isEmpty, !Operation.isJSON(request.field("content-type")) {
        throw AdminError(
          422, "invalid_request", "The body was not read as JSON: send content-type: application/json.")
      }
      let issue = issues.first
      var message = issue?.message ?? "The request is not accepted."
      if let detail = issue?.context?["error"]?.string { message += ": \(detail)" }
      throw AdminError(
        422, "invalid_request", message + ".", pointer: issue.flatMap { Self.pointer(to: $0, in: request) })
    }
  }

  /// Where the issue is, without the names of union members, which the body does not have; nil for a body that is no JSON.
  private static func pointer(to issue: ValidationIssue, in request: Request) -> String? {
    guard let body = try? JSONParser().parse(request.body) else { return nil }
    var pointer = JSONPointer(tokens: [])
    for step in issue.location.dropFirst() {
      let next = pointer.appending(step.string ?? step.description)
      if body.value(at: next) != nil { pointer = next }
    }
    return pointer.description
  }

  private func describe(_ sandbox: Sandbox, _ origin: String) -> JSONValue {
    var keys: JSONObject = [:]
    for credential in sandbox.plan.credentials { keys[credential.name] = .string(credential.value) }
    var answer: JSONObject = [
      "name": .string(sandbox.name),
      "base_url": .string(sandbox.name == "default" ? origin : "\(origin)/~\(sandbox.name)"),
      "seed": .string(String(sandbox.plan.seed)),
      "now": .string(sandbox.clock.now.rfc3339),
      "clock": sandbox.clock.mode == .real ? "real" : "frozen",
      "scenario": .array(sandbox.plan.scenarios.map { .string($0) }),
      "keys": .object(keys),
      "twilio": [
        "account_sid": .string(sandbox.twilio.accountSID), "auth_token": .string(sandbox.twilio.authToken),
      ],
    ]
    answer.merge(keeper.names(in: sandbox))
    answer.append("objects", .integer(sandbox.world.count))
    return .object(answer)
  }
}

extension AdminError {
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
