internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// One authenticated request on its way through a handler.
@LoopActor final class Exchange {
  let arrival: Arrival
  /// The account in whose name it is answered.
  let account: String
  private let parameters: [String: String]
  /// What a successful answer should still tell the caller.
  var hint: String?
  /// The parameters of the query in order.
  private(set) lazy var query = QueryItems.parse(arrival.request.query)
  /// The parameters of the body in order; the service takes forms alone.
  private(set) lazy var form = QueryItems.parse(String(decoding: arrival.request.body, as: UTF8.self))

  init(arrival: Arrival, account: String, parameters: [String: String]) {
    self.arrival = arrival
    self.account = account
    self.parameters = parameters
  }

  var sandbox: Sandbox { arrival.sandbox }

  /// A parameter of the path.
  func path(_ name: String) -> String { parameters[name] ?? "" }

  /// The last value of a query parameter.
  func query(_ name: String) -> String? { query.last { $0.name == name }?.value }

  /// The last value of a form parameter.
  func form(_ name: String) -> String? { form.last { $0.name == name }?.value }
}

/// What an operation does.
typealias Handler = @LoopActor (Exchange) throws(APIError) -> JSONValue
