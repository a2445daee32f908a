internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// What comes into the knowledge base: texts, pages, files, folders.
@LoopActor enum KnowledgeBaseCreation {
  static let handlers: [String: Handler] = [
    "create_text_document_route": text,
    "create_url_document_route": page,
    "create_file_document_route": { exchange throws(APIError) in try file(&exchange) },
    "create_folder_route": folder,
    "add_documentation_to_knowledge_base": fileOrPage,
  ]

  private static func text(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let text = exchange.text("text")
    let name = exchange.body("name")?.string ?? KnowledgeText.name(of: text)
    let make: @Sendable () -> String = { KnowledgeText.html(text) }
    return try html(large: text.utf8.count, exchange, make) { [exchange] html throws(APIError) in
      try put(exchange, name: name, .text, html: html, size: text.utf8.count)
    }
  }

  /// From how many bytes on a text is made HTML beside the loop.
  private static let largeText = 256 << 10

  /// Answers with what is made of a document's HTML: at once where it has few bytes.
  private static func html(
    large count: Int, _ exchange: Exchange, _ make: @escaping @Sendable () -> String,
    _ answer: @escaping @LoopActor @Sendable (String) throws(APIError) -> Answer
  ) throws(APIError) -> Answer {
    guard count >= largeText else { return try answer(make()) }
    return .later { () throws(APIError) in try answer(await LoopActor.offLoop(make)) }
  }

  private static func page(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let url = exchange.text("url")
    let html = KnowledgeText.html(ofPage: url)
    exchange.hint =
      "The page was not read: its content is its address. What agents should find there belongs into "
      + "POST /v1/convai/knowledge-base/text, or into html of the document in a scenario."
    return try put(
      exchange, name: exchange.body("name")?.string ?? url, .url(url), html: html, size: html.utf8.count,
      autoSync: autoSync(exchange))
  }

  private static func file(_ exchange: inout Exchange) throws(APIError) -> Answer {
    let form = try? MultipartForm.parse(exchange.request.body, contentType: exchange.request.field("content-type"))
    let parts = (form ?? nil) ?? []
    guard let part = parts.last(where: { $0.name == "file" }), let name = part.fileName else {
      // FastAPI's words for a field where it wants a file.
      let words = "Expected UploadFile, received: <class 'str'>"
      let issue: JSONValue = [
        "type": "value_error", "loc": ["body", "file"], "msg": .string("Value error, \(words)"),
        "input": exchange.body("file") ?? .null, "ctx": ["error": [:]],
      ]
      throw APIError("validation_failed", ["first_issue": "file: \(words)"], issues: [issue])
    }
    let (bytes, contentType) = (part.bytes, part.contentType)
    let stated = exchange.body("name")?.string ?? name
    let make: @Sendable () -> String = { KnowledgeText.html(ofFile: name, contentType: contentType, bytes) }
    return try html(large: bytes.count, exchange, make) { [exchange] html throws(APIError) in
      try put(exchange, name: stated, .file(name: name), html: html, size: bytes.count)
    }
  }

  /// The older operation takes either; that a request with neither is refused so is assumed.
  private static func fileOrPage(_ exchange: inout Exchange) throws(APIError) -> Answer {
    if exchange.body("url") != nil { return try page(&exchange) }
    guard exchange.body("file") != nil else { throw APIError("neither_file_nor_url") }
    return try file(&exchange)
  }

  private static func folder(_ exchange: inout Exchange) throws(APIError) -> Answer {
    try put(exchange, name: exchange.text("name"), .folder, html: "", size: 0, autoSync: autoSync(exchange))
  }

  private static func autoSync(_ exchange: Exchange) -> JSONValue {
    guard exchange.body("enable_auto_sync")?.bool == true else { return .null }
    return [
      "minimum_frequency_days": exchange.body("minimum_frequency_days") ?? 7,
      "auto_remove": exchange.body("auto_remove") ?? false, "consec_failures": 0, "next_refresh_by": nil,
    ]
  }

  private static func put(
    _ exchange: Exchange, name: String, _ source: KnowledgeDocument.Source, html: String, size: Int,
    autoSync: JSONValue = .null
  ) throws(APIError) -> Answer {
    let sandbox = exchange.sandbox
    let folderID = exchange.body("parent_folder_id")?.string
    if let folderID, try !KnowledgeBaseRoutes.find(folderID, in: sandbox).isFolder {
      throw .documentNotFound(folderID, hint: "parent_folder_id \(HintLine.quoted(folderID)) is a document, no folder.")
    }
    var document = KnowledgeDocument(
      id: sandbox.ids.alphanumeric(), name: name, source: source, html: html, size: size, folderID: folderID,
      at: sandbox.clock.now)
    document.autoSync = autoSync
    // A document may be in the deepest folder; a folder in it would be deeper than snapshots are read.
    if let folderID, sandbox.world[KnowledgeDocument.self].mistake(around: document) != nil {
      throw .documentNotFound(
        folderID,
        hint: "parent_folder_id \(HintLine.quoted(folderID)) is the innermost of \(KnowledgeDocument.deepest) folders "
          + "inside each other, and Ringback keeps no more. What the real service allows is not known.")
    }
    sandbox.world[KnowledgeDocument.self].put(document)
    let folders = sandbox.world[KnowledgeDocument.self].folders(around: document)
    return .json([
      "id": .string(document.id), "name": .string(name),
      "folder_path": .array(folders.map { ["id": .string($0.id)] }),
    ])
  }
}
