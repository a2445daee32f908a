internal import EventLoop
internal import JSON
internal import Simulation

extension AgentTool {
  /// The workspace's tools that a configuration names, in its order; ids that nothing has are passed over.
  @LoopActor static func ofWorkspace(_ ids: [String], in world: World) -> [AgentTool] {
    ids.compactMap { id in world[Tool.self][id].map { AgentTool($0.config, id: id) } }
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
