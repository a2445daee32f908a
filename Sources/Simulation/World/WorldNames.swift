/// The names by which a scenario knows a world's objects, in order, and their ids.
public struct WorldNames: Singleton, SnapshotKind {
  /// `names`.
  public static let kind = "names"

  /// The agents.
  public var agents = NamedIDs()
  /// The phone numbers.
  public var phoneNumbers = NamedIDs()
  /// The workspace webhooks.
  public var webhooks = NamedIDs()
  /// The tags of conversations.
  public var tags = NamedIDs()
  /// The tools.
  public var tools = NamedIDs()
  /// The documents and folders of the knowledge base.
  public var documents = NamedIDs()
  /// The secrets.
  public var secrets = NamedIDs()

  /// No objects.
  public init() {}
}
