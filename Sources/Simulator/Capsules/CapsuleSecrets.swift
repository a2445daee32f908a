internal import JSON

/// Secrets that a redaction cannot know by their values: they are found by the names of their members.
enum CapsuleSecrets {
  private static let names: Set<String> = ["token", "auth_token", "password"]

  /// A scenario's world without the values of keys and webhooks, which then follow from the sandbox's name, and without
  /// passwords.
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
    return masked(in: world)
  }

  /// The value with the texts of such members masked; a placeholder is none.
  static func masked(in value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(masked))
    case .object(let members):
      return .object(
        JSONObject(
          members.map { key, value in
            guard names.contains(key), let text = value.string, !text.isEmpty, !text.hasPrefix("<") else {
              return (key, masked(in: value))
            }
            return (key, "****")
          }))
    default: return value
    }
  }
}
