internal import JSON

/// Secrets that a capsule leaves out: they follow from the sandbox's name where they are missing.
enum CapsuleSecrets {
  /// A scenario's world without the values of keys and webhooks.
  static func removed(from world: JSONValue) -> JSONValue {
    var world = world
    for (vendor, section) in world.object ?? [:] {
      for (name, key) in section["keys"]?.object ?? [:] where key["value"] != nil {
        world[vendor]?["keys"]?[name]?["value"] = JSONValue?.none
      }
      for (name, webhook) in section["webhooks"]?.object ?? [:] where webhook["secret"] != nil {
        world[vendor]?["webhooks"]?[name]?["secret"] = JSONValue?.none
      }
    }
    return world
  }
}
