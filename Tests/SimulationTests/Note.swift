import Simulation

/// A record for tests, ordered by `key` and grouped by `topics`.
struct Note: Record, SnapshotKind, Equatable {
  static let kind = "notes"

  let id: String
  var key: Int64
  var title = ""
  var topics: [String] = []

  var orderKey: Int64 { key }
  var groups: [GroupKey] { topics.map { GroupKey(1, $0) } }

  static func topic(_ name: String) -> GroupKey { GroupKey(1, name) }
}

/// Another kind, told apart by its type alone.
struct Mark: Record {
  let id: String
  var orderKey: Int64 { 0 }
}

struct Mood: Singleton, SnapshotKind, Equatable {
  static let kind = "mood"

  var word = "calm"
  init() {}
}

extension Table<Note> {
  func ids(in group: GroupKey? = nil, from position: Position? = nil, ascending: Bool = true) -> [String] {
    var found: [String] = []
    scan(in: group, from: position, ascending: ascending) { row in
      found.append(row.record.id)
      return true
    }
    return found
  }
}
