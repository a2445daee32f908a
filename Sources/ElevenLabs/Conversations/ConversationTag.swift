internal import JSON
internal import Simulation

/// A word that conversations are sorted by.
struct ConversationTag: Record, SnapshotKind {
  static let kind = "conversation_tags"

  /// `ctag_…`; the prefix is assumed.
  let id: String
  var title: String
  var description: String?
  let createdAt: Instant

  var orderKey: Int64 { createdAt.nanoseconds }

  /// The object of every answer; a workspace of one: every tag is its user's.
  func json(owner: User) -> JSONValue {
    [
      "tag_id": .string(id),
      "workspace_id": owner.profile["workspace_id"] ?? "",
      "owner_user_id": owner.profile["user_id"] ?? "",
      "title": .string(title),
      "description": JSONValue(description),
      "created_at_unix_secs": .integer(createdAt.unixSeconds),
    ]
  }
}
