import EventLoop
import HTTP1
import JSON
import Simulation

/// What people write in scenarios.
@LoopActor enum ScenarioTargets {
  private static var world: FuzzWorld { .shared }

  static func scenario(_ bytes: [UInt8]) async {
    guard let value = try? JSONParser().parse(bytes) else { return }
    await world.inSandbox(["scenario": ["default", value]]) { sandbox in
      await world.call(sandbox)
      await world.look()
    }
  }

  static func rules(_ bytes: [UInt8]) async {
    guard let rules = try? JSONParser().parse(bytes) else { return }
    await meet(rules, body: Array(#"{"name": "a", "tags": ["x"], "conversation_config": {}}"#.utf8))
  }

  static func template(_ bytes: [UInt8]) async {
    let input = SplitInput(bytes)
    let text = JSONValue.string(input.line)
    let rules: JSONValue = [
      [
        "when": ["operation": "create_agent_route"],
        "then": ["response": ["status": 200, "headers": ["x-filled": text], "json": ["filled": [text]]]],
      ]
    ]
    await meet(rules, body: input.rest)
  }

  /// Requests in a sandbox with these rules.
  private static func meet(_ rules: JSONValue, body: [UInt8]) async {
    let scenario: JSONValue = ["title": "t", "rules": rules]
    await world.inSandbox(["scenario": ["default", scenario]]) { sandbox in
      for _ in 0..<2 {
        await world.ask("POST", "/v1/convai/agents/create?name=v&name=w", body, checks: false)
        await world.ask("GET", "/v1/convai/agents/agent_8301ky28r4tbfwn9jh69rck9w39q", checks: false)
        await world.ask("GET", "/v1/user", checks: false)
      }
      await world.letTimePass(sandbox)
    }
  }
}
