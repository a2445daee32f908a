public import JSON

extension ElevenLabsWorld {
  /// So many objects are put while others wait: an agent takes a tenth of a millisecond and more.
  private static let partCount = 16

  /// What a scenario's `world.elevenlabs` says, in parts that say the same if they are applied one after the other.
  ///
  /// In the order in which objects name each other, as `apply` takes them.
  public static func parts(of content: JSONObject) -> [JSONObject] {
    var rest = content
    for kind in [
      "webhooks", "workspace_settings", "tags", "secrets", "tools", "knowledge_base", "agents", "phone_numbers",
      "conversations",
    ] where content[kind]?.object != nil { rest[kind] = nil }
    let documents = content["knowledge_base"]?.object ?? [:]
    let isFolder: (JSONObject.Element) -> Bool = { $0.value["type"] == "folder" }
    var parts = [rest]
    parts += pieces("webhooks", content["webhooks"])
    if let settings = content["workspace_settings"] { parts.append(["workspace_settings": settings]) }
    for kind in ["tags", "secrets", "tools"] { parts += pieces(kind, content[kind]) }
    parts += pieces("knowledge_base", documents.filter(isFolder))
    parts += pieces("knowledge_base", documents.filter { !isFolder($0) })
    for kind in ["agents", "phone_numbers", "conversations"] { parts += pieces(kind, content[kind]) }
    return parts
  }

  private static func pieces(_ kind: String, _ objects: JSONValue?) -> [JSONObject] {
    pieces(kind, Array(objects?.object ?? [:]))
  }

  private static func pieces(_ kind: String, _ objects: [JSONObject.Element]) -> [JSONObject] {
    stride(from: 0, to: objects.count, by: partCount).map { start in
      let piece = objects[start..<min(start + partCount, objects.count)].map { ($0.key, $0.value) }
      return [kind: .object(JSONObject(piece))]
    }
  }
}
