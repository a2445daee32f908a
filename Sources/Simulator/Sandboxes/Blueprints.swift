internal import Admin
internal import ElevenLabs
internal import EventLoop
internal import JSON
internal import OpenAPI
internal import Scenario
internal import Simulation
internal import Telephony

/// Makes sandbox plans from scenarios; the base world of one choice of scenarios is built once and shared.
@LoopActor final class Blueprints {
  private struct Blueprint {
    let world: World
    let keys: JSONObject
    let seed: UInt64?
    let time: Instant?
    let names: [String]
  }

  /// When objects without a date of their own were made: 2026-07-21T12:00:00Z, so that a base world is the same every day.
  private static let epoch = Instant(unixSeconds: 1_784_635_200)

  private let library: ScenarioLibrary
  private let elevenLabs: ElevenLabsWorld
  private let document: Document
  private let errors: () -> [String]
  private var built: [[String]: Blueprint] = [:]

  /// `errors` tells the catalogue's names; it is asked only where a scenario names one.
  init(library: ScenarioLibrary, document: Document, errors: @escaping () -> [String]) {
    self.library = library
    self.errors = errors
    elevenLabs = ElevenLabsWorld(document: document)
    self.document = document
  }

  /// A plan for a sandbox of this name from these scenarios.
  func plan(name: String, scenarios: [String]) throws(ScenarioFailure) -> Sandbox.Plan {
    let blueprint = try blueprint(scenarios)
    return Sandbox.Plan(
      name: name, seed: blueprint.seed, clock: blueprint.time.map { .frozen($0) } ?? .real, base: blueprint.world,
      credentials: blueprint.keys.map { Credential($0.key, $0.value, sandbox: name) }, scenarios: blueprint.names)
  }

  /// Adds, replaces and removes objects; `world` is unchanged where there is a mistake.
  func apply(_ content: JSONObject, to world: inout World, now: Instant) throws(ScenarioMistake) {
    try library.check(world: content)
    var changed = world
    if let section = content[ElevenLabsWorld.section]?.object {
      let pointer = JSONPointer(tokens: [ElevenLabsWorld.section])
      try elevenLabs.apply(section, at: pointer, to: &changed, now: now)
    }
    world = changed
  }

  /// Adds, replaces and removes keys of a sandbox that is yet to be made.
  func applyKeys(of content: JSONObject, to plan: inout Sandbox.Plan) throws(ScenarioMistake) {
    for (name, value) in content[ElevenLabsWorld.section]?["keys"]?.object ?? [:] {
      let place = plan.credentials.firstIndex { $0.name == name } ?? plan.credentials.endIndex
      plan.credentials.removeAll { $0.name == name }
      guard !value.isNull else { continue }
      if let error = value["refused_with"]?.string, !errors().contains(error) {
        let pointer = JSONPointer(tokens: [ElevenLabsWorld.section, "keys", name, "refused_with"])
        throw .unknown("error", error, among: errors(), at: pointer)
      }
      plan.credentials.insert(Credential(name, value, sandbox: plan.name), at: place)
    }
  }

  private func blueprint(_ scenarios: [String]) throws(ScenarioFailure) -> Blueprint {
    if let blueprint = built[scenarios] { return blueprint }
    let scenario = try library.compose(scenarios)
    let content = scenario.merged("world")
    let section = content[ElevenLabsWorld.section]?.object ?? [:]
    var world = World()
    elevenLabs.applySettings(scenario.merged("settings")[ElevenLabsWorld.section]?.object ?? [:], to: &world)
    do throws(ScenarioMistake) {
      try elevenLabs.apply(
        section, at: JSONPointer(tokens: ["world", ElevenLabsWorld.section]), to: &world, now: Self.epoch)
      world[Carrier.self] = try Carrier(people: scenario.merged("people"), at: JSONPointer(tokens: ["people"]))
    } catch {
      throw scenario.located(error)
    }
    for (name, key) in section["keys"]?.object ?? [:] {
      guard let error = key["refused_with"]?.string, !errors().contains(error) else { continue }
      let pointer = JSONPointer(tokens: ["world", ElevenLabsWorld.section, "keys", name, "refused_with"])
      throw scenario.located(.unknown("error", error, among: errors(), at: pointer))
    }
    world[RuleSet.self] = RuleSet(
      try scenario.rules(
        operations: document.operations.map(\.id), keys: section["keys"]?.object?.keys ?? [], errors: errors))
    let blueprint = Blueprint(
      world: world,
      keys: JSONObject((section["keys"]?.object ?? [:]).filter { $0.value.object != nil }.map { ($0.key, $0.value) }),
      seed: scenario.last("seed")?.integer.map { UInt64(bitPattern: $0) },
      time: try time(scenario), names: scenario.names)
    built[scenarios] = blueprint
    return blueprint
  }

  private func time(_ scenario: ComposedScenario) throws(ScenarioFailure) -> Instant? {
    guard let text = scenario.last("time")?.string else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw scenario.located(
        ScenarioMistake(
          JSONPointer(tokens: ["time"]), "expected RFC 3339, such as \"2026-11-21T10:00:00Z\"; found \"\(text)\"."))
    }
    return instant
  }
}

extension Credential {
  /// A key as a scenario describes it, for a sandbox of this name.
  init(_ name: String, _ value: JSONValue, sandbox: String) {
    let scopes = value["permissions"]?.array?.compactMap(\.string)
    self.init(
      name: name, value: value["value"]?.string ?? Credential.derivedKey(name, sandbox: sandbox),
      permissions: scopes.map { .only(Set($0)) } ?? .all, refusedWith: value["refused_with"]?.string)
  }
}
