internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

/// Why a recipe makes no sandbox.
enum RecipeFailure: Error {
  /// A scenario cannot be read or is wrong.
  case scenario(ScenarioFailure)
  /// What was asked for beyond the scenarios is wrong; the pointer begins at the recipe.
  case mistake(JSONPointer, String)

  /// The failure where there is no recipe that could be pointed into.
  var scenarioFailure: ScenarioFailure {
    switch self {
    case .scenario(let failure): failure
    case .mistake(let pointer, let message): ScenarioFailure(file: "world", message: "\(pointer): \(message)")
    }
  }
}

extension Blueprints {
  /// The plan that a recipe describes; not that of a fork, whose base no recipe tells.
  func plan(name: String, _ recipe: SandboxRecipe) throws(RecipeFailure) -> Sandbox.Plan {
    var plan: Sandbox.Plan
    do throws(ScenarioFailure) {
      plan = try self.plan(name: name, scenarios: recipe.scenarios)
    } catch {
      throw .scenario(error)
    }
    plan.recipe = recipe
    if let seed = recipe.seed { plan.seed = seed }
    if let time = recipe.time { plan.clock = .frozen(time) }
    var now = Instant(nanoseconds: WallClock.now)
    if case .frozen(let instant) = plan.clock { now = instant }
    do throws(ScenarioMistake) {
      try apply(recipe.world, to: &plan.base, now: now)
      try applyKeys(of: recipe.world, to: &plan)
    } catch {
      throw .mistake(JSONPointer(tokens: ["world"] + error.pointer.tokens), error.message)
    }
    return plan
  }

  /// The plan of a fork that starts as `start` says; `recipe` names its scenarios and keys.
  func plan(
    name: String, forkedAt start: Snapshot, _ recipe: SandboxRecipe, _ kinds: SnapshotKinds
  ) throws(RecipeFailure) -> Sandbox.Plan {
    var plan: Sandbox.Plan
    do throws(ScenarioFailure) {
      plan = try self.plan(name: name, scenarios: recipe.scenarios)
    } catch {
      throw .scenario(error)
    }
    plan.recipe = recipe
    plan.seed = start.seed
    plan.clock = start.clock
    plan.ids = start.ids
    plan.base = kinds.completed(start.world, with: plan.base)
    plan.credentials = (recipe.forkedKeys ?? [:]).map { Credential($0.key, $0.value, sandbox: name) }
    return plan
  }
}

extension Sandbox {
  /// The plan of a sandbox that starts as this one is now.
  ///
  /// Nothing is copied but references: forking costs the same however much exists.
  func forkPlan(name: String) -> Plan {
    var plan = self.plan
    plan.name = name
    plan.base = world
    plan.ids = ids
    plan.clock = clock.mode
    plan.credentials = self.plan.credentials.map { key in
      Credential(
        name: key.name, value: Credential.derivedKey(key.name, sandbox: name), permissions: key.permissions,
        refusedWith: key.refusedWith)
    }
    plan.recipe.world = [:]
    plan.recipe.forkedKeys = JSONObject(plan.credentials.map { ($0.name, $0.withoutValue) })
    return plan
  }
}

extension Credential {
  /// The key as a scenario would describe it without naming a value.
  fileprivate var withoutValue: JSONValue {
    var key: JSONObject = [:]
    if case .only(let scopes) = permissions {
      key.append("permissions", .array(scopes.sorted().map { .string($0) }))
    }
    if let refusedWith { key.append("refused_with", .string(refusedWith)) }
    return .object(key)
  }
}
