internal import JSON

/// What has to be put and removed so that a world of one description becomes that of another.
enum WorldDifference {
  /// A patch in the words of a scenario's world: what `new` says otherwise than `old`, and null for what it no longer says.
  ///
  /// Objects are compared as wholes; keys are left out, since they belong to the sandbox's plan.
  static func between(_ old: JSONObject, _ new: JSONObject) -> JSONObject {
    var patch: JSONObject = [:]
    for (vendor, section) in new {
      let before = old[vendor]?.object ?? [:]
      var changed: JSONObject = [:]
      for (kind, value) in section.object ?? [:] where kind != "keys" && before[kind] != value {
        changed[kind] =
          Self.kinds.contains(kind) ? .object(named(before[kind]?.object ?? [:], value.object ?? [:])) : value
      }
      for (kind, value) in before where Self.kinds.contains(kind) && section[kind] == nil {
        changed[kind] = .object(named(value.object ?? [:], [:]))
      }
      if !changed.isEmpty { patch[vendor] = .object(changed) }
    }
    return patch
  }

  /// The kinds whose objects have names.
  private static let kinds: Set<String> = [
    "secrets", "tools", "knowledge_base", "webhooks", "tags", "agents", "phone_numbers", "conversations",
  ]

  private static func named(_ old: JSONObject, _ new: JSONObject) -> JSONObject {
    var changed: JSONObject = [:]
    for (name, value) in new where old[name] != value { changed[name] = value }
    for (name, value) in old where new[name] == nil && !value.isNull { changed[name] = .null }
    return changed
  }
}
