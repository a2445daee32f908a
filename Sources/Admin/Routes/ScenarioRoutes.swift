internal import EventLoop
internal import JSON
internal import Simulation

/// Which scenarios a live sandbox follows.
@LoopActor enum ScenarioRoutes {
  static let handlers: [String: AdminHandler] = ["put_scenario": put]

  private static func put(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    let references = try SandboxRequest.references(exchange.body["scenario"]) ?? []
    return try exchange.prepared(references) { () throws(AdminError) in
      // It may have been removed meanwhile.
      guard exchange.keeper.registry[sandbox.name] === sandbox else { throw AdminError(.unknown(sandbox.name)) }
      try exchange.keeper.change(sandbox, to: references, reset: exchange.body["reset"]?.bool ?? false)
      return exchange.journaled(.json(exchange.describe(sandbox)), in: sandbox)
    }
  }
}
