internal import EventLoop
internal import JSON
internal import Simulation

/// How many calls an agent may have: `platform_settings.call_limits`.
struct AgentCallLimits {
  /// How many on one day, which is one in UTC (assumed).
  let daily: Int?
  /// How many at once.
  let concurrent: Int?

  /// Whether its calls may be more than the plan allows at once, at another price.
  let bursts: Bool

  /// What every agent has unless somebody says less: it is not counted, since counting so many costs.
  private static let usualDaily = 100_000

  init(_ agent: Agent) {
    let limits = agent.platformSettings["call_limits"]
    daily = limits?["daily_limit"]?.integer.flatMap { (0..<Int64(Self.usualDaily)).contains($0) ? Int($0) : nil }
    concurrent = limits?["agent_concurrency_limit"]?.integer.flatMap { $0 >= 0 ? Int($0) : nil }
    bursts = limits?["bursting_enabled"]?.bool ?? true
    agentID = agent.id
  }

  private let agentID: String

  /// What they have against another call.
  @LoopActor func obstacle(in sandbox: Sandbox) -> CallObstacle? {
    if let daily, today(in: sandbox, upTo: daily) >= daily { return .dailyLimit(daily) }
    if let concurrent, live(in: sandbox) >= concurrent { return .concurrency(limit: concurrent) }
    return nil
  }

  @LoopActor private func today(in sandbox: Sandbox, upTo most: Int) -> Int {
    let now = sandbox.clock.now.unixSeconds
    let midnight = Instant(unixSeconds: now - now % 86_400)
    var count = 0
    sandbox.world[Conversation.self].scan(in: Conversation.agentGroup(agentID)) { row in
      guard count < most, row.record.startedAt >= midnight else { return false }
      count += 1
      return true
    }
    return count
  }

  @LoopActor private func live(in sandbox: Sandbox) -> Int {
    var count = 0
    sandbox.world[Conversation.self].scan(in: Conversation.liveGroup) { row in
      if row.record.agentID == agentID { count += 1 }
      return true
    }
    return count
  }
}
