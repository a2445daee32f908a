internal import JSON
internal import Simulation

/// The user that a workspace's keys speak for, and the subscription; written out once, since both change rarely.
struct User: Singleton, SnapshotKind {
  static let kind = "user"
  private enum CodingKeys: CodingKey { case profile, subscription }

  /// What only `GET /v1/user/subscription` shows of the subscription.
  private static let extendedOnly: Set<String> = [
    "next_invoice", "open_invoices", "has_open_invoices", "pending_change", "cancels_immediately",
    "has_used_starter_coupon_on_account", "has_used_creator_coupon_on_account",
  ]

  /// The fields of `GET /v1/user` but the subscription.
  let profile: JSONObject
  /// The fields of `GET /v1/user/subscription`.
  let subscription: JSONObject
  /// When the credits are filled up, in seconds since 1970.
  let resetsAt: Int64?
  /// The answer of `GET /v1/user`.
  let encodedProfile: [UInt8]
  /// The answer of `GET /v1/user/subscription`.
  let encodedSubscription: [UInt8]

  init() { self.init(profile: [:], subscription: [:]) }

  init(profile: JSONObject, subscription: JSONObject) {
    self.profile = profile
    self.subscription = subscription
    resetsAt = subscription["next_character_count_reset_unix"]?.integer
    var embedded: JSONObject = [:]
    for (key, value) in subscription where !Self.extendedOnly.contains(key) { embedded.append(key, value) }
    var answer: JSONObject = [:]
    for (key, value) in profile {
      answer.append(key, value)
      // Captured answers have the subscription behind the ids.
      if key == "workspace_id" { answer.append("subscription", .object(embedded)) }
    }
    if answer["subscription"] == nil { answer.append("subscription", .object(embedded)) }
    encodedProfile = JSONWriter.bytes(.object(answer))
    encodedSubscription = JSONWriter.bytes(.object(subscription))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      profile: try container.decode(JSONObject.self, forKey: .profile),
      subscription: try container.decode(JSONObject.self, forKey: .subscription))
  }

  /// Credits used in this period.
  var characterCount: Int64 { subscription["character_count"]?.integer ?? 0 }
  /// Credits of this period.
  var characterLimit: Int64 { subscription["character_limit"]?.integer ?? 0 }
  /// Whether nothing is left to start a conversation with.
  var isOutOfCredits: Bool { characterCount >= characterLimit && characterLimit > 0 }
  /// The plan, such as `creator`.
  var tier: String { subscription["tier"]?.string ?? "" }
}
