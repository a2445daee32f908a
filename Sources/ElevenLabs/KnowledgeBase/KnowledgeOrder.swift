internal import Simulation

/// What a list of documents is sorted by.
struct KnowledgeOrder {
  private let key: String?
  private let foldersFirst: Bool
  private let ascending: Bool

  /// `key` is `name`, `updated_at` or `size`; anything else is the time of creation.
  init(by key: String?, foldersFirst: Bool, ascending: Bool) {
    self.key = key
    self.foldersFirst = foldersFirst
    self.ascending = ascending
  }

  /// Whether the values are texts, so that cursors name texts.
  var isOfTexts: Bool { foldersFirst || key == "name" }

  func value(of document: KnowledgeDocument, in documents: Table<KnowledgeDocument>) -> SortValue {
    let own: SortValue =
      switch key {
      case "name": .text(document.name)
      case "updated_at": .integer(document.updatedAt.nanoseconds)
      case "size": .integer(Int64(documents.size(of: document.id)))
      default: .integer(document.createdAt.nanoseconds)
      }
    guard foldersFirst else { return own }
    // One text that sorts by kind, then as the value does; times and sizes are not negative.
    let mark = document.isFolder == ascending ? "0" : "1"
    switch own {
    case .text(let text): return .text(mark + text)
    case .integer(let number):
      let digits = String(number)
      return .text(mark + String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits)
    }
  }
}
