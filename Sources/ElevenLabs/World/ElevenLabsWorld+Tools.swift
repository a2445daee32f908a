internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension ElevenLabsWorld {
  /// Adds or replaces a tool; null removes it, from agents too.
  func applyTool(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id = identifier(name, value["tool_id"] ?? world[WorldNames.self].tools[name], prefix: "tool")
    guard var body = value.object else {
      for agent in world[Agent.self].records(in: Agent.toolGroup(id)) {
        world[Agent.self].update(agent.id) { $0.forget(tool: id) }
      }
      world[Tool.self].remove(id)
      world[WorldNames.self].tools[name] = nil
      return
    }
    body["tool_id"] = JSONValue?.none
    body["created_at_unix_secs"] = JSONValue?.none
    if body["tool_config"]?["name"] == nil { body["tool_config"]?["name"] = .string(name) }
    body["tool_config"] = secretsNamed(in: body["tool_config"] ?? [:], world)
    let checked = try validated(.object(body), "add_tool_route", at: pointer)
    for secret in SecretUse.ids(in: checked) where world[Secret.self][secret] == nil {
      throw .unknown(
        "secret", secret, among: world[WorldNames.self].secrets.keys, at: pointer.appending("tool_config"))
    }
    try own(id, name, among: world[WorldNames.self].tools, at: pointer.appending("tool_id"))
    let created = value["created_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now
    world[Tool.self].put(Tool(body: checked, id: id, at: created))
    world[WorldNames.self].tools[name] = .string(id)
  }

  /// Adds or replaces a secret; null removes it.
  func applySecret(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer, to world: inout World, now: Instant
  ) throws(ScenarioMistake) {
    let id =
      value["secret_id"]?.string ?? world[WorldNames.self].secrets[name]?.string ?? Self.opaqueID("secret/\(name)")
    guard let content = value.object else {
      world[Secret.self].remove(id)
      world[WorldNames.self].secrets[name] = nil
      return
    }
    try own(id, name, among: world[WorldNames.self].secrets, at: pointer.appending("secret_id"))
    let secret = Secret(
      id: id, name: content["name"]?.string ?? name, value: content["value"]?.string ?? "",
      createdAt: content["created_at_unix_secs"]?.integer.map { Instant(unixSeconds: $0) } ?? now)
    world[Secret.self].put(secret)
    world[WorldNames.self].secrets[name] = .string(id)
  }

  /// An id of 20 letters and digits that follows from a name.
  static func opaqueID(_ name: String) -> String {
    var ids = IDGenerator(seed: SeededGenerator.seed(of: name))
    return ids.alphanumeric()
  }

  /// The value with ids where `secret_id` had the name of a secret of the scenario.
  func secretsNamed(in value: JSONValue, _ world: World) -> JSONValue {
    let names = world[WorldNames.self].secrets
    guard !names.isEmpty else { return value }
    func walk(_ value: JSONValue) -> JSONValue {
      switch value {
      case .array(let elements): .array(elements.map(walk))
      case .object(let members):
        .object(
          JSONObject(
            members.map { key, value in
              (key, key == "secret_id" ? value.string.flatMap { names[$0] } ?? value : walk(value))
            }))
      default: value
      }
    }
    return walk(value)
  }
}
