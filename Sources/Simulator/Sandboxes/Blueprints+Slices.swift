internal import Admin
internal import ElevenLabs
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// The same work for large scenarios and worlds: in slices and beside the loop, so nobody else waits for it.
extension Blueprints {
  /// A plan for the sandbox that somebody wishes for.
  func planInSlices(_ request: SandboxRequest) async throws -> Sandbox.Plan {
    try await prepare(request.scenarios)
    var plan = try planWithoutWorld(request)
    try await applyInSlices(request.world, to: &plan.base, now: Self.start(of: plan))
    try applyKeys(of: request.world, to: &plan)
    return plan
  }

  /// Builds the base world of these scenarios and keeps it for the next plan.
  func prepare(_ scenarios: [ScenarioReference]) async throws(ScenarioFailure) {
    guard built[scenarios] == nil else { return }
    let library = library
    let composed = await LoopActor.offLoop { () -> Result<(ComposedScenario, JSONObject), ScenarioFailure> in
      Result { () throws(ScenarioFailure) in
        let scenario = try library.compose(scenarios)
        return (scenario, scenario.merged("world"))
      }
    }
    let (scenario, content) = try composed.get()
    var world = Self.world(of: scenario)
    do throws(ScenarioMistake) {
      try await put(ElevenLabsWorld.parts(of: Self.section(of: content)), at: Self.pointer, in: &world, now: Self.epoch)
    } catch {
      throw scenario.located(error)
    }
    let vocabulary = vocabulary(of: content, world).known
    let parts = await LoopActor.offLoop { [world] in
      Result { () throws(ScenarioFailure) in
        try BlueprintParts(scenario, content, world, RuleVocabulary(vocabulary))
      }
    }
    keep(Blueprint(scenario, content, world, parts: try parts.get()), for: scenarios)
  }

  /// Adds, replaces and removes objects; `world` is unchanged where there is a mistake.
  func applyInSlices(_ content: JSONObject, to world: inout World, now: Instant) async throws(ScenarioMistake) {
    let library = library
    let checked = await LoopActor.offLoop {
      Result { () throws(ScenarioMistake) in try library.check(world: content) }
    }
    try checked.get()
    var changed = world
    try await put(ElevenLabsWorld.parts(of: Self.section(of: content)), at: Self.place, in: &changed, now: now)
    world = changed
  }

  /// The same in a live sandbox, whose world others may change meanwhile.
  func applyInSlices(_ content: JSONObject, to sandbox: Sandbox) async throws(ScenarioMistake) {
    let before = sandbox.world
    var changed = before
    try await applyInSlices(content, to: &changed, now: sandbox.clock.now)
    guard !sandbox.world.isCopy(of: before) else { return sandbox.world = changed }
    // Somebody else changed the world meanwhile. The objects are known to be right, so they go into it one by one.
    var rest = ElevenLabsWorld.parts(of: Self.section(of: content)).makeIterator()
    try await LoopSlices.finish { () throws(ScenarioMistake) in
      guard let part = rest.next() else { return nil }
      try elevenLabs.apply(part, at: Self.place, to: &sandbox.world, now: sandbox.clock.now)
      return 0
    }
  }

  private func put(
    _ parts: [JSONObject], at pointer: JSONPointer, in world: inout World, now: Instant
  ) async throws(ScenarioMistake) {
    var rest = parts.makeIterator()
    try await LoopSlices.finish { () throws(ScenarioMistake) in
      guard let part = rest.next() else { return nil }
      try elevenLabs.apply(part, at: pointer, to: &world, now: now)
      return 0
    }
  }

  private static let place = JSONPointer(tokens: [ElevenLabsWorld.section])
}
