internal import JSON
internal import Simulation

extension Limits {
  /// What a scenario has more of than the limits allow; nil if nothing.
  func excess(inScenario content: JSONObject) -> ScenarioMistake? {
    let rules = JSONPointer(tokens: ["rules"])
    if let mistake = Self.excess(content["rules"], scenarioRules, "scenario-rules", at: rules) { return mistake }
    for name in ["people", "agents"] {
      let place = JSONPointer(tokens: [name])
      if let mistake = Self.excess(content[name], scenarioObjects, "scenario-objects", at: place) { return mistake }
    }
    return excess(inWorld: content["world"]?.object ?? [:], at: JSONPointer(tokens: ["world"]))
  }

  /// The same of a `world`, which stands at `pointer`.
  func excess(inWorld world: JSONObject, at pointer: JSONPointer) -> ScenarioMistake? {
    for (vendor, content) in world {
      for (kind, objects) in content.object ?? [:] {
        let place = pointer.appending(vendor).appending(kind)
        let (limit, name) = kind == "keys" ? (scenarioKeys, "scenario-keys") : (scenarioObjects, "scenario-objects")
        if let mistake = Self.excess(objects, limit, name, at: place) { return mistake }
      }
    }
    return nil
  }

  private static func excess(
    _ value: JSONValue?, _ limit: Int, _ name: String, at pointer: JSONPointer
  ) -> ScenarioMistake? {
    let count = value?.object?.count ?? value?.array?.count ?? 0
    guard count > limit else { return nil }
    return ScenarioMistake(
      pointer, "there are \(count) entries here, and at most \(limit) may be (--limit \(name)).")
  }
}
