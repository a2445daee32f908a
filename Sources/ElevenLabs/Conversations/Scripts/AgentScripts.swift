internal import JSON
internal import Scenario
internal import Simulation

/// What the scenario says that agents say, by the agent's id.
///
/// It belongs to the scenario: a reload swaps it, and no snapshot holds it.
struct AgentScripts: Singleton {
  private var byAgent: [String: AgentScript] = [:]
  /// Of every agent without a script of its own, such as those that the app makes.
  private var others: AgentScript?

  init() {}

  /// The script of the agent with this id.
  subscript(id: String) -> AgentScript? { byAgent[id] ?? others }

  /// Reads a scenario's `agents`; `*` stands for every agent that has no script of its own.
  init(_ content: JSONObject, at pointer: JSONPointer, in world: World) throws(ScenarioMistake) {
    let names = world[WorldNames.self].agents
    for (name, value) in content {
      guard let object = value.object else { continue }
      let here = pointer.appending(name)
      let script = try AgentScript(object, at: here)
      if name == "*" {
        others = script
      } else if let id = names[name]?.string ?? (world[Agent.self][name] == nil ? .none : name) {
        byAgent[id] = script
      } else {
        throw .unknown("agent", name, among: names.keys, at: here)
      }
    }
  }

  /// Puts scripts in front of these.
  mutating func merge(_ scripts: AgentScripts) {
    byAgent.merge(scripts.byAgent) { _, other in other }
    others = scripts.others ?? others
  }
}
