internal import EventLoop
public import HTTP1
internal import JSON
internal import OpenAPI
public import Simulation

/// What the control API answers with.
public enum AdminAnswer {
  /// The answer, known at once.
  case now(Answered)
  /// The answer follows, for instance when something has happened.
  case later(@LoopActor @Sendable () async -> Response)
}

/// What an operation of the control API answers with.
enum AdminReply {
  case now(Response)
  /// The answer is made when the request's body, taken apart, is gone: a large one leaves memory to tidy up, which this request
  /// then pays for and not the next.
  case afterwards(@LoopActor () -> Response)
  case later(@LoopActor @Sendable () async -> Response)
}

/// What an operation of the control API does.
typealias AdminHandler = @LoopActor @Sendable (AdminExchange) throws(AdminError) -> AdminReply

/// One valid request to the control API on its way through a handler.
@LoopActor struct AdminExchange {
  let api: AdminAPI
  let request: Request
  /// The path behind any sandbox prefix.
  let path: String
  /// When it came, by `WallClock.monotonic`.
  let began = WallClock.monotonic
  /// The operation's id.
  let operation: String
  var input: OperationInput
  let parameters: [String: String]
  /// Scheme and authority as the client reached us.
  let origin: String
  /// The sandbox under whose base URL the request came: `/~NAME/_ringback/…`.
  let scope: String?

  var keeper: any SandboxKeeper { api.keeper }
  /// The body after coercion and defaults.
  var body: JSONValue { input.body ?? [:] }

  /// The exchange without what its body was taken apart into.
  var withoutBody: AdminExchange {
    var exchange = self
    exchange.input = input.withoutBody
    return exchange
  }

  /// A query parameter, or the document's default for it; nil where that is null.
  func query(_ name: String) -> JSONValue? {
    guard let value = input.query[name], !value.isNull else { return nil }
    return value
  }

  /// The sandbox of a path `/_ringback/sandboxes/{name}…`.
  func namedSandbox() throws(AdminError) -> Sandbox { try find(parameters["name"] ?? "") }

  /// The sandbox of an operation on one sandbox: of the path prefix, of `?sandbox=`, of `x-ringback-sandbox`, or `default`.
  func sandbox() throws(AdminError) -> Sandbox {
    try find(scope ?? query("sandbox")?.string ?? request.field("x-ringback-sandbox") ?? "default")
  }

  func find(_ name: String) throws(AdminError) -> Sandbox {
    guard let sandbox = keeper.registry[name] else {
      throw AdminError(404, "unknown_sandbox", SandboxFailure.unknown(name).message)
    }
    return sandbox
  }

  /// Every operation that an entry of a journal can have, the control API's included.
  var operations: [String] { keeper.operations + Self.controlOperations }

  private static let controlOperations = AdminAPI.handlers.keys.sorted()

  func refusing<T>(_ body: () throws(SandboxFailure) -> T) throws(AdminError) -> T {
    do { return try body() } catch { throw AdminError(error) }
  }
}
