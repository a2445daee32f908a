public import Admin
internal import ElevenLabs
internal import EventLoop
public import JSON
public import Scenario
public import Simulation
internal import Telephony
internal import Twilio

extension Simulator: SandboxKeeper {
  /// Makes a sandbox live from scenarios that come with the program, that it was started with, or that the request holds.
  public func create(_ request: SandboxRequest) throws(AdminError) -> Sandbox {
    var request = request
    request.name = request.name ?? nextName()
    let plan = try plan(request)
    do throws(SandboxFailure) { return try registry.create(plan) } catch { throw AdminError(error) }
  }

  /// The same for a large request: others have their turn meanwhile.
  public func createInSlices(_ request: SandboxRequest) async throws(AdminError) -> Sandbox {
    var request = request
    request.name = request.name ?? nextName()
    let plan = try await planInSlices(request)
    do throws(SandboxFailure) { return try registry.create(plan) } catch { throw AdminError(error) }
  }

  /// Gives a live sandbox other scenarios, with its seed, time and extra objects as before.
  public func change(
    _ sandbox: Sandbox, to scenarios: [ScenarioReference], reset: Bool
  ) throws(AdminError) {
    var request = try SandboxRequest(.object(sandbox.plan.recipe))
    request.scenarios = scenarios
    try perform(try prepare(sandbox, try plan(request), reset: reset))
  }

  /// The same for large scenarios: others have their turn meanwhile.
  public func changeInSlices(
    _ sandbox: Sandbox, to scenarios: [ScenarioReference], reset: Bool
  ) async throws(AdminError) {
    var request = try SandboxRequest(.object(sandbox.plan.recipe))
    request.scenarios = scenarios
    let plan = try await planInSlices(request)
    try stillThere(sandbox)
    guard !reset else { return try perform(try prepare(sandbox, plan, reset: true)) }
    try await followInSlices(sandbox, plan)
  }

  /// Finds out whether a sandbox can follow another plan; changes nothing.
  func tryInSlices(_ sandbox: Sandbox, _ plan: Sandbox.Plan) async throws(AdminError) {
    do throws(SandboxFailure) { try registry.check(plan) } catch { throw AdminError(error) }
    let patch = WorldDifference.between(sandbox.plan.content, plan.content)
    var world = sandbox.world
    do throws(ScenarioMistake) {
      try await blueprints.applyInSlices(patch, to: &world, now: sandbox.clock.now)
    } catch {
      throw AdminError(422, "invalid_world", error.message)
    }
  }

  /// Changes what a sandbox is made from, and the objects that the plan says otherwise than the one before.
  func followInSlices(_ sandbox: Sandbox, _ plan: Sandbox.Plan) async throws(AdminError) {
    do throws(SandboxFailure) { try registry.check(plan) } catch { throw AdminError(error) }
    let patch = WorldDifference.between(sandbox.plan.content, plan.content)
    do throws(ScenarioMistake) {
      try await blueprints.applyInSlices(patch, to: sandbox)
    } catch {
      throw AdminError(422, "invalid_world", error.message)
    }
    try stillThere(sandbox)
    var world = sandbox.world
    Blueprints.adopt(from: plan.base, into: &world)
    try perform(PlanChange(sandbox: sandbox, plan: plan, world: world))
  }

  /// A sandbox may be removed while something is made for it.
  private func stillThere(_ sandbox: Sandbox) throws(AdminError) {
    guard registry[sandbox.name] === sandbox else { throw AdminError(.unknown(sandbox.name)) }
  }

  /// Makes a sandbox live that is what another is now, under a name of its own and with keys of its own.
  public func fork(_ sandbox: Sandbox, name: String?) throws(AdminError) -> Sandbox {
    do throws(SandboxFailure) {
      return try create(fork: sandbox.forkPlan(name: name ?? nextName()), of: sandbox)
    } catch {
      throw AdminError(error)
    }
  }

  /// Adds, replaces and removes objects; changes nothing where there is a mistake.
  public func patch(_ sandbox: Sandbox, world: JSONObject) throws(AdminError) {
    try refuseKeys(in: world)
    do throws(ScenarioMistake) {
      try blueprints.apply(world, to: &sandbox.world, now: sandbox.clock.now)
    } catch {
      throw AdminError(422, "invalid_world", error.message, pointer: "\(error.pointer)")
    }
    sandbox.beginRecord()
  }

  /// The same for many objects: others have their turn meanwhile.
  public func patchInSlices(_ sandbox: Sandbox, world: JSONObject) async throws(AdminError) {
    try refuseKeys(in: world)
    do throws(ScenarioMistake) {
      try await blueprints.applyInSlices(world, to: sandbox)
    } catch {
      throw AdminError(422, "invalid_world", error.message, pointer: "\(error.pointer)")
    }
    try stillThere(sandbox)
    sandbox.beginRecord()
  }

  private func refuseKeys(in world: JSONObject) throws(AdminError) {
    guard world[ElevenLabsWorld.section]?["keys"] == nil else {
      throw AdminError(
        422, "invalid_world", "The keys of a sandbox are set when it is made.",
        pointer: "/\(ElevenLabsWorld.section)/keys")
    }
  }

  /// The named objects of a sandbox and their ids.
  public func names(in sandbox: Sandbox) -> JSONObject { ElevenLabsWorld.names(in: sandbox) }

  /// The ids of the operations that the vendors' documents have, and what the journal calls what is sent and what happens.
  public var operations: [String] {
    elevenLabs.operations + twilio.operations + ElevenLabsAPI.letters + PhoneNetwork.events
  }

  /// Everything that a snapshot holds.
  public var snapshotKinds: SnapshotKinds { .all }

  /// The scenarios that `x-ringback-scenario` names, one or several with commas between them.
  func overlay(_ field: String) throws(AdminError) -> ScenarioOverlay {
    let names = field.split(separator: ",").map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
    for name in names { try allow(.named(name), pointer: nil) }
    do throws(ScenarioFailure) { return try blueprints.overlay(names) } catch { throw AdminError(error) }
  }

  private func allow(_ scenarios: [ScenarioReference]) throws(AdminError) {
    for (index, scenario) in scenarios.enumerated() {
      try allow(scenario, pointer: scenarios.count == 1 ? "/scenario" : "/scenario/\(index)")
    }
  }

  private func plan(_ request: SandboxRequest) throws(AdminError) -> Sandbox.Plan {
    try allow(request.scenarios)
    do { return try blueprints.plan(request) } catch { throw AdminError(planning: error) }
  }

  private func planInSlices(_ request: SandboxRequest) async throws(AdminError) -> Sandbox.Plan {
    try allow(request.scenarios)
    do { return try await blueprints.planInSlices(request) } catch { throw AdminError(planning: error) }
  }

  /// Refuses what is neither shipped nor named at the start: a request may not open files of the machine.
  private func allow(_ scenario: ScenarioReference, pointer: String?) throws(AdminError) {
    guard case .named(let name) = scenario, !library.names.contains(name), !configuration.scenarios.contains(name)
    else { return }
    let near = Nearest.to(name, among: library.names).map { " Did you mean \"\($0)\"?" } ?? ""
    throw AdminError(
      422, "unknown_scenario", "There is no scenario named \"\(name)\" here.\(near)", pointer: pointer)
  }

  /// A sandbox on its way to another plan; nothing has changed yet.
  struct PlanChange {
    let sandbox: Sandbox
    let plan: Sandbox.Plan
    /// What will exist; nil starts anew.
    let world: World?
  }

  /// Finds out whether a sandbox can have another plan.
  func prepare(_ sandbox: Sandbox, _ plan: Sandbox.Plan, reset: Bool) throws(AdminError) -> PlanChange {
    do throws(SandboxFailure) { try registry.check(plan) } catch { throw AdminError(error) }
    guard !reset else { return PlanChange(sandbox: sandbox, plan: plan, world: .none) }
    var world = sandbox.world
    do throws(ScenarioMistake) {
      let patch = WorldDifference.between(sandbox.plan.content, plan.content)
      try blueprints.apply(patch, to: &world, now: sandbox.clock.now)
    } catch {
      throw AdminError(422, "invalid_world", error.message)
    }
    Blueprints.adopt(from: plan.base, into: &world)
    return PlanChange(sandbox: sandbox, plan: plan, world: world)
  }

  /// Lets the sandbox have the plan.
  func perform(_ change: PlanChange) throws(AdminError) {
    do throws(SandboxFailure) {
      try registry.replan(change.sandbox, change.plan)
      guard let world = change.world else {
        try registry.reset(change.sandbox.name)
        return
      }
      change.sandbox.world = world
      change.sandbox.beginRecord()
    } catch {
      throw AdminError(error)
    }
  }

  private func nextName() -> String {
    repeat { made += 1 } while registry["sandbox-\(made)"] != nil
    return "sandbox-\(made)"
  }
}

extension AdminError {
  /// A plan cannot be made.
  fileprivate init(planning error: any Error) {
    switch error {
    case let failure as ScenarioFailure: self.init(failure)
    case let mistake as ScenarioMistake:
      self.init(422, "invalid_world", mistake.message, pointer: "/world\(mistake.pointer)")
    default: self.init(422, "invalid_scenario", "\(error)")
    }
  }

  /// A scenario of a request is wrong: the pointer leads into the scenario.
  init(_ failure: ScenarioFailure) {
    self.init(422, "invalid_scenario", failure.description, pointer: failure.pointer)
  }
}
