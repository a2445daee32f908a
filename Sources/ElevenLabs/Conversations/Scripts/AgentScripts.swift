public import JSON
public import Scenario
public import Simulation

/// What a scenario's `agents` say that agents say, by the names that it has for them.
///
/// It belongs to the scenario: a reload swaps it, and no snapshot holds it.
public struct AgentScripts: Singleton {
  /// Stands for every agent that has no script of its own, such as those that the app makes.
  private static let others = "*"

  private var byName: [String: AgentScript] = [:]

  /// Agents who all talk by themselves.
  public init() {}

  /// Reads a scenario's `agents`.
  ///
  /// `world` has the agents that may be named, by name or id; without it any name goes, which then means who is there.
  public init(_ content: JSONObject, at pointer: JSONPointer, in world: World?) throws(ScenarioMistake) {
    let names = world?[WorldNames.self].agents
    for (name, value) in content {
      let here = pointer.appending(name)
      if let world, let names, name != Self.others, names[name] == nil, world[Agent.self][name] == nil {
        throw .unknown("agent", name, among: names.keys, at: here)
      }
      if let object = value.object { byName[name] = try AgentScript(object, at: here) }
    }
  }

  /// Puts scripts in front of these.
  public mutating func merge(_ scripts: AgentScripts) { byName.merge(scripts.byName) { _, other in other } }

  /// The script of an agent.
  func script(of agentID: String, in world: World) -> AgentScript? {
    guard !byName.isEmpty else { return nil }
    if let script = byName[agentID] { return script }
    let name = world[WorldNames.self].agents.name(ofID: agentID)
    return name.flatMap { byName[$0] } ?? byName[Self.others]
  }
}
