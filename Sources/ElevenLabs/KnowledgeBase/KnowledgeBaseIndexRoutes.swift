internal import Bytes
internal import EventLoop
internal import JSON
internal import Simulation

/// Indexes of documents: made at once, since nothing is computed.
@LoopActor enum KnowledgeBaseIndexRoutes {
  static let handlers: [String: Handler] = [
    "rag_index_status": makeOrRead,
    "get_rag_indexes": list,
    "delete_rag_index": delete,
    "get_rag_index_overview": overview,
    "get_or_create_rag_indexes": makeOrReadSeveral,
  ]

  /// Assumed: what a plan lets one index in all.
  private static let mostBytes = 1_048_576

  /// The index of a document by one model, made where there is none and `makes` says so.
  private static func index(
    of document: KnowledgeDocument, _ model: String, in sandbox: Sandbox, makes: Bool = true
  ) -> KnowledgeDocument.Index? {
    if let index = document.indexes.first(where: { $0.model == model }) { return index }
    guard makes else { return nil }
    let index = KnowledgeDocument.Index(id: sandbox.ids.alphanumeric(), model: model)
    // A folder is told that it cannot have one, and nothing is kept.
    if !document.isFolder { sandbox.world[KnowledgeDocument.self].update(document.id) { $0.indexes.append(index) } }
    return index
  }

  private static func makeOrRead(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let document = try KnowledgeBaseRoutes.find(exchange.path("documentation_id"), in: exchange.sandbox)
    let index = index(of: document, exchange.text("model"), in: exchange.sandbox)
    return .json(index.map(document.json) ?? .null)
  }

  private static func makeOrReadSeveral(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    var answer: JSONObject = [:]
    for item in exchange.body("items")?.array ?? [] {
      let id = item["document_id"]?.string ?? ""
      let makes = item["create_if_missing"]?.bool == true
      if let document = sandbox.world[KnowledgeDocument.self][id],
        let index = index(of: document, item["model"]?.string ?? "", in: sandbox, makes: makes)
      {
        answer[id] = ["status": "success", "data": document.json(index)]
      } else {
        answer[id] = KnowledgeBaseRoutes.failure(id)
      }
    }
    return .json(.object(answer))
  }

  private static func list(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let document = try KnowledgeBaseRoutes.find(exchange.path("documentation_id"), in: exchange.sandbox)
    return .json(["indexes": .array(document.indexes.map(document.json))])
  }

  private static func delete(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let document = try KnowledgeBaseRoutes.find(exchange.path("documentation_id"), in: exchange.sandbox)
    let id = exchange.path("rag_index_id")
    guard let index = document.indexes.first(where: { $0.id == id }) else {
      throw .documentNotFound(
        id, hint: "The document \(document.id) has no such index. GET its /rag-index lists those that it has.")
    }
    exchange.sandbox.world[KnowledgeDocument.self].update(document.id) { $0.indexes.removeAll { $0.id == id } }
    return .json(document.json(index))
  }

  private static func overview(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var used: [String: Int] = [:]
    for document in exchange.sandbox.world[KnowledgeDocument.self].all {
      for index in document.indexes {
        used[index.model] = (used[index.model] ?? 0).addingSaturating(document.size)
      }
    }
    return .json([
      "total_used_bytes": .integer(used.values.reduce(0) { $0.addingSaturating($1) }),
      "total_max_bytes": .integer(mostBytes),
      "models": .array(
        used.keys.sorted().map { ["model": .string($0), "used_bytes": .integer(used[$0] ?? 0)] }),
    ])
  }
}
