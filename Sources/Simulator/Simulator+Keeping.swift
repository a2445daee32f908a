public import Admin
internal import ElevenLabs
internal import EventLoop
public import JSON
internal import Scenario
public import Simulation

extension Simulator: SandboxKeeper {
  /// Makes a sandbox live from scenarios that come with the program or that it was started with.
  public func create(
    name: String?, seed: UInt64?, time: Instant?, scenarios: [String], world: JSONObject
  ) throws(AdminError) -> Sandbox {
    for scenario in scenarios where !library.names.contains(scenario) && !configuration.scenarios.contains(scenario) {
      let near = Nearest.to(scenario, among: library.names).map { " Did you mean \"\($0)\"?" } ?? ""
      throw AdminError(
        422, "unknown_scenario", "There is no scenario named \"\(scenario)\" here.\(near)", pointer: "/scenario")
    }
    var recipe = SandboxRecipe()
    recipe.scenarios = scenarios
    recipe.seed = seed
    recipe.time = time
    recipe.world = world
    let plan: Sandbox.Plan
    do throws(RecipeFailure) {
      plan = try blueprints.plan(name: name ?? nextName(), recipe)
    } catch {
      switch error {
      case .scenario(let failure): throw AdminError(422, "invalid_scenario", failure.description)
      case .mistake(let pointer, let message):
        throw AdminError(422, "invalid_world", message, pointer: pointer.description)
      }
    }
    do throws(SandboxFailure) { return try registry.create(plan) } catch { throw AdminError(error) }
  }

  /// Makes a sandbox live that is what another is now, under a name of its own and with keys of its own.
  public func fork(_ sandbox: Sandbox, name: String?) throws(AdminError) -> Sandbox {
    do throws(SandboxFailure) {
      return try registry.create(sandbox.forkPlan(name: name ?? nextName()))
    } catch {
      throw AdminError(error)
    }
  }

  /// Adds, replaces and removes objects; changes nothing where there is a mistake.
  public func patch(_ sandbox: Sandbox, world: JSONObject) throws(AdminError) {
    guard world[ElevenLabsWorld.section]?["keys"] == nil else {
      throw AdminError(
        422, "invalid_world", "The keys of a sandbox are set when it is made.",
        pointer: "/\(ElevenLabsWorld.section)/keys")
    }
    do throws(ScenarioMistake) {
      try blueprints.apply(world, to: &sandbox.world, now: sandbox.clock.now)
    } catch {
      throw AdminError(422, "invalid_world", error.message, pointer: "\(error.pointer)")
    }
  }

  /// The named objects of a sandbox and their ids.
  public func names(in sandbox: Sandbox) -> JSONObject { ElevenLabsWorld.names(in: sandbox.world) }

  /// Everything that a snapshot holds.
  public var snapshotKinds: SnapshotKinds { .all }
}
