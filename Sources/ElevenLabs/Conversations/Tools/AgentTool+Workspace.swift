internal import EventLoop
internal import JSON
internal import Simulation

extension AgentTool {
  /// The tools that a configuration names: those written into it first, then the workspace's by their ids.
  @LoopActor static func all(of configuration: JSONValue, in world: World) -> [AgentTool] {
    let prompt = configuration["agent"]?["prompt"]
    var tools = (prompt?["tools"]?.array ?? []).map { AgentTool($0) }
    for id in prompt?["tool_ids"]?.array ?? [] {
      guard let id = id.string, let tool = world[Tool.self][id] else { continue }
      tools.append(AgentTool(tool.config, id: id))
    }
    return tools
  }
}

extension Sandbox {
  /// The value of a secret that a tool's header names; nil where the workspace has none of this id.
  func secret(_ id: String) -> String? { world[Secret.self][id]?.value }

  /// Counts a call of a tool of the workspace's.
  func note(callOf tool: AgentTool, latency: Duration) {
    guard let id = tool.id else { return }
    world[Tool.self].update(id) { $0.count(callOf: latency / .seconds(1)) }
  }
}
