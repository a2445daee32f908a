public import JSON

/// The names by which a scenario knows a world's objects, in order, and their ids.
public struct WorldNames: Singleton, SnapshotKind {
  /// `names`.
  public static let kind = "names"

  /// The agents.
  public var agents: JSONObject = [:]
  /// The phone numbers.
  public var phoneNumbers: JSONObject = [:]
  /// The workspace webhooks.
  public var webhooks: JSONObject = [:]
  /// The tags of conversations.
  public var tags: JSONObject = [:]

  /// No objects.
  public init() {}
}
