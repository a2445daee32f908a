internal import Bytes
internal import JSON
internal import Simulation

/// A document of the knowledge base, or a folder of them.
struct KnowledgeDocument: Record, SnapshotKind {
  static let kind = "knowledge_base"

  /// What it was made from.
  enum Source: Equatable, Codable {
    case text
    case url(String)
    case file(name: String)
    case folder

    /// What `type` says.
    var name: String {
      switch self {
      case .text: "text"
      case .url: "url"
      case .file: "file"
      case .folder: "folder"
      }
    }
  }

  /// An index of the document by which agents find passages.
  struct Index: Codable {
    let id: String
    /// The embedding model; a document has one index of each.
    let model: String
  }

  let id: String
  var name: String
  let source: Source
  /// What agents read, as HTML.
  private(set) var html: String
  /// How many bytes were sent.
  private(set) var size: Int
  /// The folder that it lies in; nil at the top.
  let folderID: String?
  let createdAt: Instant
  var updatedAt: Instant
  /// How the page is read again; null where it is not.
  var autoSync: JSONValue = .null
  var indexes: [Index] = []

  init(id: String, name: String, source: Source, html: String, size: Int, folderID: String?, at now: Instant) {
    self.id = id
    self.name = name
    self.source = source
    self.html = html
    self.size = size
    self.folderID = folderID
    createdAt = now
    updatedAt = now
  }

  var isFolder: Bool { source == .folder }

  var orderKey: Int64 { createdAt.nanoseconds }
  var groups: [GroupKey] { folderID.map { [Self.folderGroup($0)] } ?? [] }

  /// Folders inside each other, at most.
  static let deepest = 100

  static func folderGroup(_ id: String) -> GroupKey { GroupKey(1, id) }

  /// Another text in the place of what stood there; indexes of the old one are gone.
  mutating func replace(text: String) {
    html = KnowledgeText.html(text)
    size = text.utf8.count
    indexes = []
  }

  /// What its index of one model shows; a folder cannot have one.
  ///
  /// An index is there as soon as it is asked for: nothing is computed that would take time.
  func json(_ index: Index) -> JSONValue {
    [
      "id": .string(index.id), "model": .string(index.model),
      "status": isFolder ? "cannot_index_folder" : "succeeded", "progress_percentage": .real(isFolder ? 0 : 100),
      "document_model_index_usage": ["used_bytes": .integer(isFolder ? 0 : size)],
    ]
  }
}

extension Table<KnowledgeDocument> {
  /// The folders around a document, the outermost first.
  ///
  /// No folder is inside itself: `mistake(around:)` finds one before it becomes part of a world. Should one be all the same,
  /// the path ends at the deepest that there may be.
  func folders(around document: KnowledgeDocument) -> [KnowledgeDocument] {
    var path: [KnowledgeDocument] = []
    var next = document.folderID
    while let id = next, path.count < KnowledgeDocument.deepest, let folder = self[id] {
      path.append(folder)
      next = folder.folderID
    }
    return path.reversed()
  }

  /// Why the folders around a document cannot be; nil if all is well.
  ///
  /// One is inside itself, or is no folder, or does not exist, or they are nested too deep.
  func mistake(around document: KnowledgeDocument) -> String? {
    var seen: Set<String> = [document.id]
    let most = KnowledgeDocument.deepest - (document.isFolder ? 1 : 0)
    var next = document.folderID
    while let id = next {
      guard let folder = self[id] else { return "the folder \"\(id)\" does not exist." }
      guard folder.isFolder else { return "\"\(id)\" is a document, not a folder." }
      guard seen.insert(id).inserted else { return "the folder \"\(id)\" is inside itself." }
      guard seen.count <= most + 1 else { return "folders are nested deeper than \(KnowledgeDocument.deepest)." }
      next = folder.folderID
    }
    return nil
  }

  /// What lies in a folder at any depth, the folder not included; outer things before inner ones.
  func contents(of id: String) -> [KnowledgeDocument] {
    var found = records(in: KnowledgeDocument.folderGroup(id))
    var seen: Set<String> = [id]
    var place = 0
    while place < found.count {
      if found[place].isFolder, seen.insert(found[place].id).inserted {
        found += records(in: KnowledgeDocument.folderGroup(found[place].id))
      }
      place += 1
    }
    return found
  }

  /// How many bytes a document has, or all in a folder.
  func size(of id: String) -> Int {
    guard let document = self[id] else { return 0 }
    return document.isFolder ? contents(of: id).reduce(0) { $0.addingSaturating($1.size) } : document.size
  }
}
