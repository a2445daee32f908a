internal import JSON
internal import Patterns

/// What a placeholder such as `<conv:1>` stands for, with a pattern, so that a malformed id fails.
///
/// Source of the ids' shapes: ElevenLabs reference §3, decoded from 18 real ids; Twilio's SIDs: Twilio's documentation.
enum PlaceholderType: String, Sendable, CaseIterable {
  case conv, agent, phnum, agtbrch, batch, user, voice
  case accountSID = "AC"
  case callSID = "CA"
  case numberSID = "PN"
  case requestSID = "RQ"
  case requestID = "request_id"
  case trace, unix, iso, moment, url, text, int, number, bool, any

  /// Whether two of different numbers must be different things; two times or counts may well be equal.
  var tellsApart: Bool {
    switch self {
    case .unix, .iso, .moment, .int, .number, .bool, .any: false
    default: true
    }
  }

  /// What it is called in a sentence.
  var words: String {
    switch self {
    case .conv: "a conversation id (conv_, 2 digits, 26 letters and digits)"
    case .agent: "an agent id (agent_, 2 digits, 26 letters and digits)"
    case .phnum: "a phone number id (phnum_, 2 digits, 26 letters and digits)"
    case .agtbrch: "a branch id (agtbrch_, 2 digits, 26 letters and digits)"
    case .batch: "a batch call id (btcal_, 2 digits, 26 letters and digits)"
    case .user: "a user id (user_, 2 digits, 26 letters and digits; or 28 letters and digits)"
    case .voice: "a voice id (20 letters and digits)"
    case .accountSID: "a Twilio account SID (AC and 32 lower-case hex digits)"
    case .callSID: "a Twilio call SID (CA and 32 lower-case hex digits)"
    case .numberSID: "a Twilio number's SID (PN and 32 lower-case hex digits)"
    case .requestSID: "a Twilio request id (RQ and 32 lower-case hex digits)"
    case .requestID, .trace: "32 lower-case hex digits"
    case .unix: "a time in seconds since 1970"
    case .iso: "a time as ISO 8601 writes it"
    case .moment: "a time as RFC 2822 writes it, in UTC"
    case .url: "a URL"
    case .text: "a text that is not empty"
    case .int: "a whole number"
    case .number: "a number"
    case .bool: "true or false"
    case .any: "any value"
    }
  }

  /// The pattern of those that are texts of a known shape.
  private var shape: Pattern? { Self.shapes[self] }

  private static let shapes: [PlaceholderType: Pattern] = [
    .conv: resource("conv"), .agent: resource("agent"), .phnum: resource("phnum"), .agtbrch: resource("agtbrch"),
    .batch: resource("btcal"), .user: pattern("^(user_\(digits)|[A-Za-z0-9]{28})$"),
    .voice: pattern("^[A-Za-z0-9]{20}$"),
    .accountSID: sid("AC"), .callSID: sid("CA"), .numberSID: sid("PN"), .requestSID: sid("RQ"),
    .requestID: pattern("^[0-9a-f]{32}$"), .trace: pattern("^[0-9a-f]{32}$"),
    .iso: pattern(#"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$"#),
    .moment: pattern(#"^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+]0000$"#),
    .url: pattern(#"^[a-z][a-z0-9+.-]*://[^\s/]+\S*$"#),
  ]

  private static let digits = "[0-9]{2}[0-7][0-9a-hjkmnp-tv-z]{25}"

  private static func resource(_ prefix: String) -> Pattern { pattern("^\(prefix)_\(digits)$") }

  private static func sid(_ prefix: String) -> Pattern { pattern("^\(prefix)[0-9a-f]{32}$") }

  private static func pattern(_ text: String) -> Pattern {
    do { return try Pattern(text) } catch { preconditionFailure("a placeholder's pattern is malformed: \(error)") }
  }

  /// Whether a value is one of these.
  func accepts(_ value: JSONValue) -> Bool {
    switch self {
    case .any: return true
    case .bool: return value.bool != nil
    case .int: return value.integer != nil
    case .number: return value.real != nil
    // From 2001 on, and not in milliseconds.
    case .unix: return value.integer.map { (1_000_000_000..<10_000_000_000).contains($0) } ?? false
    case .text: return value.string.map { !$0.isEmpty } ?? false
    default:
      guard let text = value.string, let shape else { return false }
      return (try? shape.matches(text)) ?? false
    }
  }
}
