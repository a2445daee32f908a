internal import Bytes
internal import JSON

/// How the service delivers webhooks where nobody knows it; part of a scenario's `settings.elevenlabs`.
///
/// All of it is assumed.
struct WebhookSettings: Equatable, Codable {
  /// What a webhook hears of whose list of events is empty.
  enum EmptyEvents: String, Codable {
    /// The transcript, as before there was such a list.
    case transcript
    case nothing = "none"
  }

  /// How characters beyond ASCII stand in a body.
  enum NonASCII: String, Codable {
    /// As `\uXXXX`, as Python's `json.dumps` does whose separators were captured.
    case escaped
    case plain
  }

  /// What a webhook hears of a call that the carrier refused when it was placed.
  enum DialRefusal: String, Codable {
    case nothing = "none"
    case callInitiationFailure = "call_initiation_failure"
  }

  /// How long an app may take to answer, in seconds of real time.
  ///
  /// A number, since a snapshot has none as large as the halves of a `Duration`.
  private(set) var timeoutSeconds = 10.0
  var emptyEvents = EmptyEvents.transcript
  var nonASCII = NonASCII.escaped
  var dialRefusal = DialRefusal.nothing
  /// Whether a delivery that nobody answered is tried again like one that failed with 5xx.
  var retriesWithoutAnswer = true

  init() {}

  /// Takes over what a scenario says.
  mutating func apply(_ object: JSONObject) {
    if let seconds = object["webhook_timeout_seconds"]?.real { timeoutSeconds = seconds }
    if let choice = object["webhook_empty_events"]?.string.flatMap(EmptyEvents.init) { emptyEvents = choice }
    if let choice = object["webhook_non_ascii"]?.string.flatMap(NonASCII.init) { nonASCII = choice }
    if let choice = object["webhook_of_refused_dial"]?.string.flatMap(DialRefusal.init) { dialRefusal = choice }
    if let choice = object["webhook_retries_without_answer"]?.bool { retriesWithoutAnswer = choice }
  }

  /// How long an app may take to answer, in real time.
  var timeout: Duration { Duration(clampingSeconds: timeoutSeconds) }

  /// How bodies are written: one line with Python's separators (captured 2025-11).
  var style: JSONStyle { JSONStyle.with(.python) { $0.escapesNonASCII = nonASCII == .escaped } }
}
