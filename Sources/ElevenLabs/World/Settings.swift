internal import JSON
internal import Simulation

/// How the service behaves where nobody has captured it, or where captures differ; a scenario's `settings.elevenlabs`.
///
/// Every default marked `assumed` is a best guess of reference §2 and §13.
struct Settings: Singleton, SnapshotKind {
  static let kind = "elevenlabs_settings"

  /// What a trailing slash meets.
  ///
  /// Assumed: FastAPI's default.
  enum TrailingSlash: String, CaseIterable, Codable { case redirect, notFound = "not_found" }
  /// Which check speaks first.
  ///
  /// Measured on the speech API, assumed here.
  enum RefusalOrder: String, CaseIterable, Codable { case schemaFirst = "schema_first", keyFirst = "key_first" }
  /// What an outbound call without credits meets.
  ///
  /// The record that fails is live-verified for other ways to start a conversation; that the HTTP answer is still a
  /// success is assumed.
  enum OutOfCredits: String, CaseIterable, Codable {
    case failedConversation = "failed_conversation"
    case quotaExceeded = "quota_exceeded"
    case insufficientCredits = "insufficient_credits"
  }
  /// What an outbound call above the plan's concurrency meets.
  ///
  /// Assumed.
  enum OverConcurrency: String, CaseIterable, Codable {
    case tooManyRequests = "concurrent_limit_exceeded"
    case failedConversation = "failed_conversation"
  }

  /// What an inbound call above the plan's concurrency meets.
  ///
  /// That it is rejected is documented; that the caller hears the busy tone and no conversation is made is assumed.
  enum InboundOverConcurrency: String, CaseIterable, Codable {
    case rejected
    case failedConversation = "failed_conversation"
  }

  /// What a phone number in the place of its id meets.
  ///
  /// Looking it up as an id is what the service does with unknown ids; the 400 is a field report that nobody has
  /// captured.
  enum PhoneNumberAsID: String, CaseIterable, Codable {
    case documentNotFound = "document_not_found"
    case phoneNumberIDRequired = "phone_number_id_required"
  }

  /// Whether the defaults of an agent's placeholders count as supplied in calls through the API.
  ///
  /// Unknown; assumed that they do.
  enum PlaceholderDefaults: String, CaseIterable, Codable { case used, ignored }
  /// What becomes of the record of a call that drops for want of a variable.
  ///
  /// The text in its `termination_reason` is a field report, the status is not: assumed.
  enum MissingVariables: String, CaseIterable, Codable { case failed, done }
  /// What an override that the agent does not allow does to a phone call.
  ///
  /// The documentation calls it an error, some reports say that it is ignored.
  enum OverrideNotAllowed: String, CaseIterable, Codable { case failed, ignored }
  /// What an inbound call meets whose initiation webhook does not answer as it should.
  ///
  /// Assumed: the call goes on with what the agent has by default.
  enum InitiationWebhookFailure: String, CaseIterable, Codable {
    case continues = "continue"
    case failedConversation = "failed_conversation"
  }

  var errorEnvelope = ErrorRenderer.Envelope.current
  var trailingSlash = TrailingSlash.redirect
  var refusalOrder = RefusalOrder.schemaFirst
  var outOfCredits = OutOfCredits.failedConversation
  var overConcurrency = OverConcurrency.tooManyRequests
  var inboundOverConcurrency = InboundOverConcurrency.rejected
  var phoneNumberAsID = PhoneNumberAsID.documentNotFound
  var placeholderDefaults = PlaceholderDefaults.used
  var missingVariables = MissingVariables.failed
  var overrideNotAllowed = OverrideNotAllowed.failed
  var initiationWebhookFailure = InitiationWebhookFailure.continues
  /// How many seconds the initiation webhook may take; the real number is not documented.
  var initiationWebhookTimeout = 5.0
  /// How many calls may be live at once.
  var concurrencyLimit = ConcurrencyLimit.none
  var webhooks = WebhookSettings()

  init() {}

  /// Takes over what a scenario says.
  mutating func apply(_ object: JSONObject) {
    func choice<T: RawRepresentable>(_ name: String, _ current: T) -> T where T.RawValue == String {
      object[name]?.string.flatMap(T.init(rawValue:)) ?? current
    }
    errorEnvelope = choice("error_envelope", errorEnvelope)
    trailingSlash = choice("trailing_slash", trailingSlash)
    refusalOrder = choice("refusal_order", refusalOrder)
    outOfCredits = choice("out_of_credits", outOfCredits)
    overConcurrency = choice("over_concurrency", overConcurrency)
    inboundOverConcurrency = choice("inbound_over_concurrency", inboundOverConcurrency)
    phoneNumberAsID = choice("phone_number_as_id", phoneNumberAsID)
    placeholderDefaults = choice("placeholder_defaults", placeholderDefaults)
    missingVariables = choice("missing_variables", missingVariables)
    overrideNotAllowed = choice("override_not_allowed", overrideNotAllowed)
    webhooks.apply(object)
    initiationWebhookFailure = choice("initiation_webhook_failure", initiationWebhookFailure)
    initiationWebhookTimeout = object["initiation_webhook_timeout"]?.real ?? initiationWebhookTimeout
    switch object["concurrency_limit"] {
    case .integer(let limit)?: concurrencyLimit = .fixed(Int(limit))
    case .string("plan")?: concurrencyLimit = .plan
    case .null?: concurrencyLimit = .none
    default: break
    }
  }
}
