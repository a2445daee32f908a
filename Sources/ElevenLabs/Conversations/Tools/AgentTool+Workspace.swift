internal import EventLoop
internal import Simulation

extension Sandbox {
  /// The value of a secret that a tool's header names; nil where the workspace has none of this id.
  func secret(_ id: String) -> String? { nil }

  /// Counts a call of a tool of the workspace's.
  func note(callOf tool: AgentTool, latency: Duration) {}
}
