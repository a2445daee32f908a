internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Simulation

/// One valid, authorised request on its way through a handler.
@LoopActor final class Exchange {
  let arrival: Arrival
  let operation: OpenAPI.Operation
  let input: OperationInput
  /// What a successful answer should still tell the caller.
  var hint: String?

  init(arrival: Arrival, operation: OpenAPI.Operation, input: consuming OperationInput) {
    self.arrival = arrival
    self.operation = operation
    self.input = input
  }

  /// Whether neither a query nor a body was sent.
  var isBare: Bool { input.rawBody == nil && !arrival.hasQuery }

  var request: Request { arrival.request }
  var sandbox: Sandbox { arrival.sandbox }

  /// A path parameter that the operation declares.
  func path(_ name: String) -> String { input.path[name]?.string ?? "" }

  /// A query parameter, or the document's default for it; nil where that is null.
  func query(_ name: String) -> JSONValue? {
    guard let value = input.query[name], !value.isNull else { return nil }
    return value
  }

  /// A list parameter: its members as texts; empty where it was not sent.
  func queryList(_ name: String) -> [String] { query(name)?.array?.compactMap(\.string) ?? [] }

  /// Whether `created_by_user_id`, where it was sent, is the user: in a workspace of one everything is his.
  var asksForOwn: Bool {
    query("created_by_user_id")?.string.map { $0 == sandbox.world[User.self].profile["user_id"]?.string } ?? true
  }

  /// The declared query parameters that the client sent, in the document's order.
  var sentQueryNames: [String] {
    let sent = Set(QueryItems.parse(request.query).map(\.name))
    return input.query.keys.filter(sent.contains)
  }

  /// The whole body after coercion and defaults.
  var body: JSONValue { input.body ?? [:] }

  /// The body as it was sent, unknown fields included.
  var sentBody: JSONValue? { input.rawBody }

  /// A field of the body after coercion and defaults; nil where it is null.
  func body(_ name: String) -> JSONValue? {
    guard let value = input.body?[name], !value.isNull else { return nil }
    return value
  }

  /// A required text field of the body.
  func text(_ name: String) -> String { body(name)?.string ?? "" }
}

/// What a handler answers with.
enum Answer: Sendable {
  /// The operation's success status and this body.
  case json(JSONValue)
  /// The same, with a body that is written already.
  case encoded([UInt8])
  /// The same without a body.
  case empty
  /// The same with a body that is no JSON.
  case bytes([UInt8], contentType: String)
  /// The same with a body that goes out in these pieces.
  case chunks([[UInt8]], contentType: String)
  /// Ringback cannot do what the service does, for this reason: HTTP 503, in its own words.
  case unable(String)
  /// The answer follows.
  case later(@LoopActor @Sendable () async throws(APIError) -> Answer)
}

/// What an operation does.
typealias Handler = @LoopActor (inout Exchange) throws(APIError) -> Answer
