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
  /// The tools.
  public var tools: JSONObject = [:]
  /// The documents and folders of the knowledge base.
  public var documents: JSONObject = [:]
  /// The secrets.
  public var secrets: JSONObject = [:]

  /// No objects.
  public init() {}
}
