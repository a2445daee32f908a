internal import EventLoop
internal import JSON
internal import Simulation

/// Which scenarios a live sandbox follows.
@LoopActor enum ScenarioRoutes {
  static let handlers: [String: AdminHandler] = ["put_scenario": put]

  private static func put(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.sandbox()
    let references = try SandboxRequest.references(exchange.body["scenario"]) ?? []
    let reset = exchange.body["reset"]?.bool ?? false
    guard exchange.isLarge else {
      try exchange.keeper.change(sandbox, to: references, reset: reset)
      return .now(exchange.journaled(.json(exchange.describe(sandbox)), in: sandbox))
    }
    return exchange.later { () throws(AdminError) in
      try await exchange.keeper.changeInSlices(sandbox, to: references, reset: reset)
      return exchange.journaled(.json(exchange.describe(sandbox)), in: sandbox)
    }
  }
}
