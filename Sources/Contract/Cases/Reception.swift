public import JSON

/// What the service has to send to the app: a webhook's delivery, or the call of a tool.
///
/// Shape: `Reception` in `contract/case.schema.json`.
public struct Reception: Sendable {
  /// What the signature has to be.
  public enum Signature: String, Sendable, CaseIterable {
    /// Made with the secret of the webhook.
    case valid
    /// There must be none.
    case absent
  }

  /// What is answered to the delivery.
  public struct Reply: Sendable {
    /// The status.
    public let status: Int
    /// The body; nil for an empty object.
    public let json: JSONValue?
  }

  /// What a webhook's body calls it, `server_tool`, or `conversation_initiation_client_data`.
  public let event: String
  /// Whether it must not come at all.
  public let isNever: Bool
  /// The method; nil where nothing is said.
  public let method: String?
  /// What has to follow the URL that the app gave, path and query (``Match``); nil where nothing is said.
  public let target: JSONValue?
  /// What header fields have to be, by name.
  public let headers: JSONObject
  /// What the body has to be as JSON (``Match``); nil where nothing is said.
  public let json: JSONValue?
  /// What the body has to be as text (``Match``); nil where nothing is said.
  public let text: JSONValue?
  /// What the signature has to be; nil where nothing is said.
  public let signature: Signature?
  /// The secret of a valid signature, a text with variables.
  public let secret: String
  /// What is answered.
  public let reply: Reply
  /// How somebody knows that the real service sends this.
  public let provenance: Provenance

  /// The variable in which a case keeps the secret of its webhook.
  static let usualSecret = "{{webhook_secret}}"
}
