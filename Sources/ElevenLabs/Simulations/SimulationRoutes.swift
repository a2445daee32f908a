internal import EventLoop
internal import JSON
internal import Simulation

/// `POST …/simulate-conversation` and its stream: the engine that talks on calls, without waiting.
@LoopActor enum SimulationRoutes {
  static let handlers: [String: Handler] = [
    "run_conversation_simulation_route": run,
    "run_conversation_simulation_route_stream": stream,
  ]

  private static func run(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let rehearsal = try rehearsal(exchange)
    return .later { () async throws(APIError) in
      let result = await rehearsal.run()
      return .json([
        "simulated_conversation": .array(result.turns.map { $0.json(result.agents) }), "analysis": result.analysis.json,
      ])
    }
  }

  /// Lists of one turn each, one a line, then an object with the analysis.
  ///
  /// The vendor's document says that partial lists are to be put together and that the analysis comes last; how they are told
  /// apart on the wire was not captured.
  private static func stream(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let rehearsal = try rehearsal(exchange)
    return .later { () async throws(APIError) in
      let result = await rehearsal.run()
      var lines = result.turns.map { JSONWriter.bytes(.array([$0.json(result.agents)])) }
      lines.append(JSONWriter.bytes(["analysis": result.analysis.json]))
      return .chunks(lines.map { $0 + [UInt8(ascii: "\n")] }, contentType: "application/x-ndjson")
    }
  }

  /// What drops a call leaves a simulation empty, with a hint that says why.
  private static func rehearsal(_ exchange: Exchange) throws(APIError) -> Rehearsal {
    let agent = try AgentRoutes.find(exchange.path("agent_id"), in: exchange.sandbox)
    let rehearsal = Rehearsal(of: agent, exchange.body, in: exchange.sandbox)
    exchange.hint = SessionHints(rehearsal.session).text
    return rehearsal
  }
}
