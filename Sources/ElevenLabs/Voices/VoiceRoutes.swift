internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// The voices and models of a workspace, as the scenario lists them.
struct Catalogue: Singleton, SnapshotKind {
  static let kind = "catalogue"

  var voices: [JSONValue] = []
  var models: [JSONValue] = []

  init() {}
}

/// `GET /v1/voices`, `/v1/voices/{voice_id}`, `/v2/voices` and `/v1/models`.
@LoopActor enum VoiceRoutes {
  static let handlers: [String: Handler] = [
    "get_models": { exchange in .json(.array(exchange.sandbox.world[Catalogue.self].models)) },
    "get_voices": { exchange in .json(["voices": .array(exchange.sandbox.world[Catalogue.self].voices)]) },
    "get_voice_by_id": get,
    "get_user_voices_v2": search,
  ]

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let id = exchange.path("voice_id")
    guard let voice = exchange.sandbox.world[Catalogue.self].voices.first(where: { $0["voice_id"]?.string == id })
    else { throw .voiceNotFound(id) }
    return .json(voice)
  }

  private static func search(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let wanted = exchange.query("search")?.string?.lowercased()
    let category = exchange.query("category")?.string
    let ids = Set(exchange.queryList("voice_ids"))
    var found = exchange.sandbox.world[Catalogue.self].voices.filter { voice in
      (wanted.map { needle in
        ["name", "description"].contains { voice[$0]?.string?.lowercased().contains(text: needle) == true }
      } ?? true)
        && (category.map { voice["category"]?.string == $0 } ?? true)
        && (ids.isEmpty || ids.contains(voice["voice_id"]?.string ?? ""))
    }
    if exchange.query("sort")?.string == "name" {
      found.sort { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") }
      if exchange.query("sort_direction")?.string == "desc" { found.reverse() }
    }
    let total = found.count
    if let token = exchange.query("next_page_token")?.string {
      found = Array(found.drop { $0["voice_id"]?.string != token })
    }
    // What the service does with less than one is not known: one is the smallest page that ends.
    let size = max(1, Int(clamping: exchange.query("page_size")?.integer ?? 10))
    let next = found.count > size ? found[size]["voice_id"] : nil
    return .json([
      "voices": .array(Array(found.prefix(size))),
      "has_more": .bool(next != nil),
      "total_count": .integer(total),
      "next_page_token": next ?? .null,
    ])
  }
}
