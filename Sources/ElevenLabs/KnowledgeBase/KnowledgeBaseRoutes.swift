internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation

/// Documents and folders of the knowledge base: list, get, content, patch, delete, and who uses them.
@LoopActor enum KnowledgeBaseRoutes {
  static let handlers: [String: Handler] = [
    "get_knowledge_base_list_route": list,
    "get_documentation_from_knowledge_base": get,
    "get_knowledge_base_content": content,
    "get_agent_knowledge_base_summaries_route": summaries,
    "update_document_route": patch,
    "delete_knowledge_base_document": delete,
    "get_knowledge_base_dependent_agents": dependents,
  ]

  /// The document or folder with this id, or the refusal that is assumed of the service.
  static func find(_ id: String, in sandbox: Sandbox) throws(APIError) -> KnowledgeDocument {
    guard let document = sandbox.world[KnowledgeDocument.self][id] else {
      throw .documentNotFound(id, hint: NotFoundHints.document(id, in: sandbox))
    }
    return document
  }

  private static func find(_ exchange: Exchange) throws(APIError) -> KnowledgeDocument {
    try find(exchange.path("documentation_id"), in: exchange.sandbox)
  }

  private static func get(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .json(try find(exchange).json(in: exchange.sandbox.world))
  }

  private static func content(_ exchange: inout Exchange) throws(APIError) -> Answer {
    .bytes(Array(try find(exchange).html.utf8), contentType: "text/html; charset=utf-8")
  }

  private static func summaries(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    var answer: JSONObject = [:]
    for id in exchange.queryList("document_ids") {
      let document = world[KnowledgeDocument.self][id]
      answer[id] = document.map { ["status": "success", "data": $0.summary(in: world)] } ?? failure(id)
    }
    return .json(.object(answer))
  }

  /// What an answer about several documents says of one that is not there; status and message are assumed.
  static func failure(_ id: String) -> JSONValue {
    [
      "status": "failure", "error_code": 404, "error_status": "document_not_found",
      "error_message": .string("Document with id \(id) not found."),
    ]
  }

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var document = try find(exchange)
    if let name = exchange.body("name")?.string { document.name = name }
    if let text = exchange.body("content")?.string {
      guard document.source == .text else { throw APIError("content_not_editable", ["id": document.id]) }
      document.replace(text: text)
    }
    document.updatedAt = exchange.sandbox.clock.now
    exchange.sandbox.world[KnowledgeDocument.self].put(document)
    return .json(document.json(in: exchange.sandbox.world))
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let document = try find(exchange)
    let inside = sandbox.world[KnowledgeDocument.self].contents(of: document.id)
    if exchange.query("force")?.bool != true {
      let users = sandbox.world[Agent.self].records(in: Agent.documentGroup(document.id))
      guard users.isEmpty else {
        throw APIError("knowledge_base_document_in_use", ["id": document.id, "users": Dependents.listed(users)])
      }
      guard inside.isEmpty else { throw APIError("folder_not_empty", ["id": document.id]) }
    }
    let gone = Set(([document] + inside).map(\.id))
    var users: Set<String> = []
    for id in gone {
      users.formUnion(sandbox.world[Agent.self].records(in: Agent.documentGroup(id)).map(\.id))
      sandbox.world[KnowledgeDocument.self].remove(id)
    }
    // Each agent once, however many of its documents are gone.
    for id in users.sorted() { sandbox.world[Agent.self].update(id) { $0.forget(documents: gone) } }
    return .json([:])
  }

  private static func dependents(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let document = try find(exchange)
    let folders = world[KnowledgeDocument.self].folders(around: document).map(\.id)
    let kind = exchange.query("dependent_type")?.string
    let wanted = Set((kind == "transitive" ? [] : [document.id]) + (kind == "direct" ? [] : folders))
    let uses: (Agent) -> [String] = { agent in agent.references.documents.names.filter(wanted.contains) }
    let page = world[Agent.self].page(of: try exchange.pageSize(), after: try exchange.cursor()) { row in
      !uses(row.record).isEmpty
    }
    return .json(Dependents.json(page, uses: uses))
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let world = exchange.sandbox.world
    let documents = world[KnowledgeDocument.self]
    let search = exchange.query("search")?.string?.lowercased()
    let types = exchange.queryList("types")
    let parent = exchange.query("parent_folder_id")?.string
    let below = exchange.query("ancestor_folder_id")?.string.map { Set(documents.contents(of: $0).map(\.id)) }
    let isOwners = exchange.asksForOwn
    let matches: (TableRow<KnowledgeDocument>) -> Bool = { row in
      isOwners && (search.map { row.record.name.lowercased().contains(text: $0) } ?? true)
        && (types.isEmpty || types.contains(row.record.source.name))
        && (parent.map { row.record.folderID == $0 } ?? true) && (below.map { $0.contains(row.record.id) } ?? true)
    }
    let ascending = exchange.query("sort_direction")?.string == "asc"
    let order = KnowledgeOrder(
      by: exchange.query("sort_by")?.string, foldersFirst: exchange.query("folders_first")?.bool == true,
      ascending: ascending)
    let page = documents.page(
      of: try exchange.pageSize(), after: try exchange.cursor(ofNames: order.isOfTexts), ascending: ascending,
      sortedBy: { order.value(of: $0, in: documents) }, where: matches)
    return .json(page.json("documents") { $0.summary(in: world) })
  }
}
