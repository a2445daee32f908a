internal import ElevenLabs
internal import JSON
internal import Scenario
internal import Simulation
internal import Telephony

/// What a base world has beside its objects: people, agents' lines, rules, keys.
///
/// Made on any thread: of a large scenario it is the larger part of the work.
struct BlueprintParts: Sendable {
  let carrier: Carrier
  let scripts: AgentScripts
  let rules: RuleSet
  let keys: JSONObject
  let time: Instant?

  /// What a scenario says, whose objects `world` has; a mistake is told with the file and the place.
  init(
    _ scenario: ComposedScenario, _ content: JSONObject, _ world: World, _ vocabulary: RuleVocabulary
  ) throws(ScenarioFailure) {
    do throws(ScenarioMistake) {
      carrier = try Carrier(people: scenario.merged("people"), at: JSONPointer(tokens: ["people"]))
      scripts = try AgentScripts(scenario.merged("agents"), at: JSONPointer(tokens: ["agents"]), in: world)
      keys = try Self.keys(content, vocabulary)
      time = try Self.time(scenario)
    } catch {
      throw scenario.located(error)
    }
    rules = RuleSet(try scenario.rules(vocabulary))
  }

  private static func keys(
    _ content: JSONObject, _ vocabulary: RuleVocabulary
  ) throws(ScenarioMistake) -> JSONObject {
    var keys: JSONObject = [:]
    for (name, key) in content[ElevenLabsWorld.section]?["keys"]?.object ?? [:] {
      if let error = key["refused_with"]?.string, vocabulary.errors()[error] == nil {
        throw .unknown(
          "error", error, among: vocabulary.errors().names,
          at: JSONPointer(tokens: ["world", ElevenLabsWorld.section, "keys", name, "refused_with"]))
      }
      if key.object != nil { keys.append(name, key) }
    }
    return keys
  }

  private static func time(_ scenario: ComposedScenario) throws(ScenarioMistake) -> Instant? {
    guard let text = scenario.last("time")?.string else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw ScenarioMistake(
        JSONPointer(tokens: ["time"]), "expected RFC 3339, such as \"2026-11-21T10:00:00Z\"; found \"\(text)\".")
    }
    return instant
  }
}
