internal import EventLoop
internal import JSON
internal import Simulation

/// Tags: create, list, get, patch, delete; put on conversations and taken off.
@LoopActor enum ConversationTagRoutes {
  static let handlers: [String: Handler] = [
    "create_conversation_tag_route": create,
    "list_conversation_tags_route": list,
    "get_conversation_tag_route": get,
    "update_conversation_tag_route": patch,
    "delete_conversation_tag_route": delete,
    "assign_conversation_tags_route": assign,
    "unassign_conversation_tag_route": unassign,
  ]

  private static func create(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let tag = ConversationTag(
      id: sandbox.newID("ctag"), title: exchange.text("title"), description: exchange.body("description")?.string,
      createdAt: sandbox.clock.now)
    sandbox.world[ConversationTag.self].put(tag)
    return .json(json(tag, in: sandbox))
  }

  /// The tag with this id, or the refusal that the service is assumed to give.
  private static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> ConversationTag {
    guard let tag = sandbox.world[ConversationTag.self][id] else {
      throw APIError("conversation_tag_not_found", ["id": id], hint: NotFoundHints.tag(id, in: sandbox))
    }
    return tag
  }

  private static func json(_ tag: ConversationTag, in sandbox: Sandbox) -> JSONValue {
    tag.json(owner: sandbox.world[User.self])
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let page = sandbox.world[ConversationTag.self].page(of: try exchange.pageSize(), after: try exchange.cursor())
    return .json(page.json("conversation_tags") { json($0, in: sandbox) })
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .json(json(try find(exchange.path("tag_id"), in: exchange.sandbox), in: exchange.sandbox))
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var tag = try find(exchange.path("tag_id"), in: exchange.sandbox)
    if let title = exchange.body("title")?.string { tag.title = title }
    // An explicit null takes the description away, an absent field leaves it (assumed).
    if exchange.sentBody?["description"] != nil { tag.description = exchange.body("description")?.string }
    exchange.sandbox.world[ConversationTag.self].put(tag)
    return .json(json(tag, in: exchange.sandbox))
  }

  /// That conversations lose a tag that is deleted is assumed.
  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let tag = try find(exchange.path("tag_id"), in: exchange.sandbox)
    ConversationTag.remove(tag.id, from: &exchange.sandbox.world)
    return .empty
  }

  /// All or none: one id that no tag has, and nothing changes (assumed).
  private static func assign(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let conversation = try ConversationRoutes.find(exchange)
    var tagIDs = conversation.tagIDs
    for id in exchange.body("tag_ids")?.array?.compactMap(\.string) ?? [] {
      _ = try find(id, in: exchange.sandbox)
      if !tagIDs.contains(id) { tagIDs.append(id) }
    }
    exchange.sandbox.world[Conversation.self].update(conversation.id) { $0.tagIDs = tagIDs }
    return .empty
  }

  /// A tag that the conversation does not have is off it already (assumed).
  private static func unassign(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let conversation = try ConversationRoutes.find(exchange)
    let tag = try find(exchange.path("tag_id"), in: exchange.sandbox)
    exchange.sandbox.world[Conversation.self].update(conversation.id) { $0.tagIDs.removeAll { $0 == tag.id } }
    return .empty
  }
}

extension ConversationTag {
  /// Removes a tag, and takes it off every conversation.
  static func remove(_ id: String, from world: inout World) {
    world[ConversationTag.self].remove(id)
    var tagged: [String] = []
    world[Conversation.self].scan(in: Conversation.tagGroup(id)) { row in
      tagged.append(row.record.id)
      return true
    }
    for conversation in tagged {
      world[Conversation.self].update(conversation) { $0.tagIDs.removeAll { $0 == id } }
    }
  }
}
