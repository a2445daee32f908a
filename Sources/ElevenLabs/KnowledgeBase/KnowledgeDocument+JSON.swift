internal import EventLoop
internal import JSON
internal import Simulation

extension KnowledgeDocument {
  /// The answer of `GET /v1/convai/knowledge-base/{documentation_id}`.
  func json(in world: World) -> JSONValue {
    let folders = world[KnowledgeDocument.self].folders(around: self)
    var answer = common(
      world, path: folders.map { ["id": .string($0.id), "name": .string($0.name)] })
    switch source {
    case .text: break
    case .url(let url): answer.append("url", .string(url))
    case .file(let name): answer.append("filename", .string(name))
    case .folder: return .object(answer)
    }
    answer.append("extracted_inner_html", .string(html))
    answer.append("content_format", "html")
    return .object(answer)
  }

  /// One element of `GET /v1/convai/knowledge-base`.
  func summary(in world: World) -> JSONValue {
    let folders = world[KnowledgeDocument.self].folders(around: self)
    var answer = common(world, path: folders.map { ["id": .string($0.id)] })
    if case .url(let url) = source { answer.append("url", .string(url)) }
    let users = world[Agent.self].records(in: Agent.documentGroup(id))
    answer.append("dependent_agents", .array(users.map(\.dependent)))
    return .object(answer)
  }

  private func common(_ world: World, path: [JSONValue]) -> JSONObject {
    let documents = world[KnowledgeDocument.self]
    var answer: JSONObject = [
      "id": .string(id),
      "name": .string(name),
      "metadata": [
        "created_at_unix_secs": .integer(createdAt.unixSeconds),
        "last_updated_at_unix_secs": .integer(updatedAt.unixSeconds),
        "size_bytes": .integer(documents.size(of: id)),
      ],
      "supported_usages": ["prompt", "auto"],
      "access_info": Agent.accessInfo(world[User.self]),
      "folder_parent_id": JSONValue(folderID),
      "folder_path": .array(path),
      "type": .string(source.name),
    ]
    if isFolder {
      let inside = documents.contents(of: id)
      answer.append("children_count", .integer(inside.filter { $0.folderID == id }.count))
      answer.append("document_count", .integer(inside.filter { !$0.isFolder }.count))
    }
    switch source {
    case .text: break
    case .url: answer.append("auto_sync_info", autoSync)
    case .file, .folder:
      answer.append("auto_sync_info", autoSync)
      answer.append("external_sync_info", .null)
      answer.append("is_frozen", false)
    }
    return answer
  }
}
