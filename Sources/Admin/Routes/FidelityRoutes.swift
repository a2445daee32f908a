internal import EventLoop
internal import JSON

/// How true the answers are.
@LoopActor enum FidelityRoutes {
  static let handlers: [String: AdminHandler] = ["get_fidelity": table]

  private static func table(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    exchange.later { () throws(AdminError) in .json(try await exchange.keeper.fidelity()) }
  }
}
