internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// The server as a whole: health, and the control API's own document.
@LoopActor enum ServerRoutes {
  static let handlers: [String: AdminHandler] = ["get_health": health, "get_admin_document": document]

  private static func health(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    var health: JSONObject = [
      "status": "ok", "version": .string(exchange.api.version),
      "sandboxes": .integer(exchange.keeper.registry.all.count),
    ]
    if LoopWatchdog.isOn { health.append("loop_holds", .integer(LoopWatchdog.count)) }
    return .json(.object(health))
  }

  private static func document(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    var response = Response(status: 200, body: exchange.api.text)
    response.fields.append("content-type", "application/json")
    return .now(response)
  }
}

extension AdminReply {
  /// An answer whose body is the value.
  static func json(_ value: JSONValue, status: Int = 200) -> AdminReply { .now(.json(value, status: status)) }
}
