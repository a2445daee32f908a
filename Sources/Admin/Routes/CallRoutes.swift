internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// Calls from outside, and what calls there are.
@LoopActor enum CallRoutes {
  static let handlers: [String: AdminHandler] = ["place_inbound_call": place, "list_calls": list]

  private static func place(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    let placed = try exchange.keeper.receiveCall(exchange.body, in: sandbox)
    return .now(exchange.journaled(.json(placed, status: 201), in: sandbox))
  }

  private static func list(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    .json(exchange.keeper.calls(in: try exchange.sandbox()))
  }
}
