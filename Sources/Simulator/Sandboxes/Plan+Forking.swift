internal import EventLoop
internal import JSON
internal import Simulation

extension Sandbox {
  /// The plan of a sandbox that starts as this one is now.
  ///
  /// Nothing is copied but references: forking costs the same however much exists.
  func forkPlan(name: String) -> Plan {
    var plan = self.plan
    plan.name = name
    plan.base = world
    plan.ids = ids
    plan.clock = clock.setting
    plan.credentials = self.plan.credentials.map { key in
      Credential(
        name: key.name, value: Credential.derivedKey(key.name, sandbox: name, salt: plan.keySalt),
        permissions: key.permissions, refusedWith: key.refusedWith, isGuessable: plan.keySalt.isEmpty)
    }
    plan.recipe["name"] = .string(name)
    plan.recipe["world"] = JSONValue?.none
    let keys = plan.credentials.map { ($0.name, $0.withoutValue) }
    plan.recipe["fork"] = ["keys": .object(JSONObject(keys))]
    return plan
  }
}

extension Sandbox.Plan {
  /// Whether it begins as another sandbox was at one moment, which no scenario tells.
  var isFork: Bool { recipe["fork"] != nil }

  /// Lets a plan that a fork's scenarios make begin where the fork began.
  mutating func begin(at start: Snapshot, as recipe: JSONObject, _ kinds: SnapshotKinds) {
    self.recipe = recipe
    seed = start.seed
    clock = start.clock
    ids = start.ids
    base = kinds.completed(start.world, with: base)
    credentials = (recipe["fork"]?["keys"]?.object ?? [:]).map { [name, keySalt] in
      Credential($0.key, $0.value, sandbox: name, salt: keySalt)
    }
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
