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
  struct Blueprint {
    let world: World
    let content: JSONObject
    let keys: JSONObject
    let seed: UInt64?
    let time: Instant?
    let clock: ClockSetting.Mode?
    let files: [ScenarioFile]
    let names: [String]
    let paths: [String]

    /// The base world of a scenario whose objects `world` has.
    init(
      _ scenario: ComposedScenario, _ content: JSONObject, _ world: World, parts: BlueprintParts
    ) {
      var world = world
      world[Carrier.self] = parts.carrier
      world[AgentScripts.self] = parts.scripts
      world[RuleSet.self] = parts.rules
      self.world = world
      self.content = content
      keys = parts.keys
      seed = scenario.last("seed")?.integer.map { UInt64(bitPattern: $0) }
      time = parts.time
      clock = scenario.last("clock").flatMap(ClockSetting.Mode.init)
      files = scenario.files
      names = scenario.names
      paths = scenario.paths
    }
  }

  /// When objects without a date of their own were made: 2026-07-21T12:00:00Z, so that a base world is the same every day.
  static let epoch = Instant(unixSeconds: 1_784_635_200)
  /// How many base worlds are kept; a run that makes each sandbox from a scenario of its own would fill the memory.
  private static let most = 64

  let library: ScenarioLibrary
  /// What keys are made from besides names.
  private let keySalt: String
  let elevenLabs: ElevenLabsWorld
  /// ElevenLabs' document, then those of the other vendors.
  private let documents: () -> [Document]
  private let errors: () -> ErrorCatalog
  private(set) var built: [[ScenarioReference]: Blueprint] = [:]
  private var overlays: [[String]: ScenarioOverlay] = [:]

  /// `others` are the documents of vendors whose operations rules may name, too, asked only where a scenario has rules; `errors`
  /// is the catalogue of all, asked only where one names an error.
  init(
    library: ScenarioLibrary, document: Document, others: @escaping () -> [Document] = { [] }, keySalt: String = "",
    errors: @escaping () -> ErrorCatalog
  ) {
    self.library = library
    self.keySalt = keySalt
    self.errors = errors
    elevenLabs = ElevenLabsWorld(document: document)
    documents = { [document] + others() }
  }

  /// A plan for a sandbox of this name from these scenarios.
  func plan(name: String, scenarios: [ScenarioReference]) throws(ScenarioFailure) -> Sandbox.Plan {
    let blueprint = try blueprint(scenarios)
    var plan = Sandbox.Plan(
      name: name, seed: blueprint.seed, clock: Self.clock(blueprint.clock, at: blueprint.time), base: blueprint.world,
      credentials: blueprint.keys.map { Credential($0.key, $0.value, sandbox: name, salt: keySalt) },
      scenarios: blueprint.names)
    plan.content = blueprint.content
    plan.keySalt = keySalt
    return plan
  }

  /// A plan for the sandbox that somebody wishes for.
  func plan(_ request: SandboxRequest) throws -> Sandbox.Plan {
    var plan = try planWithoutWorld(request)
    try apply(request.world, to: &plan.base, now: Self.start(of: plan))
    try applyKeys(of: request.world, to: &plan)
    return plan
  }

  func planWithoutWorld(_ request: SandboxRequest) throws(ScenarioFailure) -> Sandbox.Plan {
    var plan = try plan(name: request.name ?? "default", scenarios: request.scenarios)
    plan.recipe = request.json
    if let seed = request.seed { plan.seed = seed }
    if request.time != nil || request.clock != nil {
      let said = try blueprint(request.scenarios)
      plan.clock = Self.clock(request.clock ?? said.clock, at: request.time ?? said.time)
    }
    return plan
  }

  static func start(of plan: Sandbox.Plan) -> Instant {
    plan.clock.time ?? Instant(nanoseconds: WallClock.now)
  }

  /// Without a word about who moves it, a clock that is given a time stands.
  private static func clock(_ mode: ClockSetting.Mode?, at time: Instant?) -> ClockSetting {
    ClockSetting(mode ?? (time == nil ? ClockSetting.real.mode : .manual), at: time)
  }

  /// Takes over what belongs to the scenario and not to the objects: rules, settings, people.
  static func adopt(from base: World, into world: inout World) {
    world[RuleSet.self] = base[RuleSet.self]
    world[Carrier.self] = base[Carrier.self]
    ElevenLabsWorld.adoptSettings(from: base, into: &world)
    world[AgentScripts.self] = base[AgentScripts.self]
  }

  /// The files of the user's that these scenarios are made of.
  func paths(of scenarios: [ScenarioReference]) throws(ScenarioFailure) -> [String] { try blueprint(scenarios).paths }

  /// All files that these scenarios are made of, as they were read, the most basic first.
  func files(of scenarios: [ScenarioReference]) throws(ScenarioFailure) -> [ScenarioFile] {
    try blueprint(scenarios).files
  }

  /// Reads every file anew at its next use.
  func forget() {
    built = [:]
    overlays = [:]
  }

  /// What scenarios of these names change for one request: their rules, settings and people.
  func overlay(_ names: [String]) throws(ScenarioFailure) -> ScenarioOverlay {
    if let overlay = overlays[names] { return overlay }
    let scenario = try library.compose(names.map { .named($0) })
    var overlay = ScenarioOverlay()
    overlay.rules = RuleSet(try scenario.rules(vocabulary()))
    overlay.settings = scenario.merged("settings")[ElevenLabsWorld.section]?.object ?? [:]
    overlay.keys = try keys(ofOverlay: scenario)
    do throws(ScenarioMistake) {
      overlay.people = try Carrier(people: scenario.merged("people"), at: JSONPointer(tokens: ["people"]))
      overlay.agents = try AgentScripts(scenario.merged("agents"), at: JSONPointer(tokens: ["agents"]), in: nil)
    } catch {
      throw scenario.located(error)
    }
    if overlays.count == Self.most { overlays = [:] }
    overlays[names] = overlay
    return overlay
  }

  /// The keys that scenarios for one request speak of; objects that they bring would be gone with the request.
  private func keys(ofOverlay scenario: ComposedScenario) throws(ScenarioFailure) -> JSONObject {
    for file in scenario.files where file.name != "default" {
      let section = file.content["world"]?[ElevenLabsWorld.section]?.object ?? [:]
      if let kind = section.keys.first(where: { $0 != "keys" }) {
        throw scenario.located(
          ScenarioMistake(
            JSONPointer(tokens: ["world", ElevenLabsWorld.section, kind]),
            "\"\(file.name)\" brings objects, which one request cannot: choose it for the sandbox, by --scenario or PUT "
              + "/_ringback/scenario. For one request count rules, settings, people and keys."))
      }
    }
    return scenario.merged("world")[ElevenLabsWorld.section]?["keys"]?.object ?? [:]
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
    let keys = content[ElevenLabsWorld.section]?["keys"]?.object ?? [:]
    guard !keys.isEmpty else { return }
    var places = Dictionary(
      zip(plan.credentials.map(\.name), plan.credentials.indices), uniquingKeysWith: { first, _ in first })
    var removed: Set<Int> = []
    for (name, value) in keys {
      guard !value.isNull else {
        if let place = places.removeValue(forKey: name) { removed.insert(place) }
        continue
      }
      if let error = value["refused_with"]?.string, errors()[error] == nil {
        let pointer = JSONPointer(tokens: [ElevenLabsWorld.section, "keys", name, "refused_with"])
        throw .unknown("error", error, among: errors().names, at: pointer)
      }
      let credential = Credential(name, value, sandbox: plan.name, salt: plan.keySalt)
      if let place = places[name] {
        plan.credentials[place] = credential
      } else {
        places[name] = plan.credentials.count
        plan.credentials.append(credential)
      }
    }
    plan.credentials = plan.credentials.indices.filter { !removed.contains($0) }.map { plan.credentials[$0] }
  }

  private func blueprint(_ scenarios: [ScenarioReference]) throws(ScenarioFailure) -> Blueprint {
    if let blueprint = built[scenarios] { return blueprint }
    let scenario = try library.compose(scenarios)
    let content = scenario.merged("world")
    var world = Self.world(of: scenario)
    do throws(ScenarioMistake) {
      try elevenLabs.apply(Self.section(of: content), at: Self.pointer, to: &world, now: Self.epoch)
    } catch {
      throw scenario.located(error)
    }
    let blueprint = Blueprint(
      scenario, content, world, parts: try BlueprintParts(scenario, content, world, vocabulary(of: content, world)))
    keep(blueprint, for: scenarios)
    return blueprint
  }

  func keep(_ blueprint: Blueprint, for scenarios: [ScenarioReference]) {
    if built.count == Self.most { built = [:] }
    built[scenarios] = blueprint
  }

  static let pointer = JSONPointer(tokens: ["world", ElevenLabsWorld.section])

  static func section(of content: JSONObject) -> JSONObject { content[ElevenLabsWorld.section]?.object ?? [:] }

  static func world(of scenario: ComposedScenario) -> World {
    var world = World()
    ElevenLabsWorld.applySettings(scenario.merged("settings")[ElevenLabsWorld.section]?.object ?? [:], to: &world)
    return world
  }

  func vocabulary(of content: JSONObject, _ world: World) -> RuleVocabulary {
    vocabulary(keys: Self.section(of: content)["keys"]?.object?.keys ?? [], names: world[WorldNames.self])
  }

  private func vocabulary(keys: [String]? = nil, names: WorldNames? = nil) -> RuleVocabulary {
    RuleVocabulary(
      operations: { [documents] in
        Dictionary(documents().flatMap(\.operations).map { ($0.id, $0.pathTemplate) }) { first, _ in first }
      }, errors: errors, keys: keys.map { $0 + [TwilioAccount.keyName] }, names: names,
      limits: library.limits)
  }
}

extension Credential {
  /// A key as a scenario describes it, for a sandbox of this name.
  convenience init(_ name: String, _ value: JSONValue, sandbox: String, salt: String) {
    let scopes = value["permissions"]?.array?.compactMap(\.string)
    let literal = value["value"]?.string
    self.init(
      name: name, value: literal ?? Credential.derivedKey(name, sandbox: sandbox, salt: salt),
      permissions: scopes.map { .only(Set($0)) } ?? .all, refusedWith: value["refused_with"]?.string,
      isGuessable: literal == nil && salt.isEmpty)
  }
}
