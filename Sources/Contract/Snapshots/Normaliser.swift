internal import JSON
internal import Patterns

/// Puts numbered placeholders in the place of what differs from account to account and from day to day.
///
/// Ids, times, tokens, secrets and personal data; the same thing has the same number wherever it stands in a case.
struct Normaliser {
  /// What a placeholder stands for, as far as it is no ``PlaceholderType``.
  private enum Own: String {
    case secret, email, phone, run, person, base, wsbase, cursor, date, app, signature, audio, wsec, jwt, time,
      elapsed
  }

  private var numbers: [String: [String: Int]] = [:]
  private let literals: Set<String>
  private let run: String?
  private let app: String?

  /// What stands in the case itself (`literals`) is the same for everybody and stays; `run` is the id of the run, which
  /// stands in names, and `app` the address at which the case receives what the service sends.
  init(literals: Set<String> = [], run: String? = nil, app: String? = nil) {
    self.literals = literals
    self.run = run
    self.app = app
  }

  /// The value with its texts and times replaced; `key` is the name of the member that it stands under.
  mutating func value(_ value: JSONValue, key: String = "") -> JSONValue {
    switch value {
    case .string(let text): return .string(self.text(text, key: key))
    case .integer
    where Self.isTime(key) && !literals.contains(value.description) && PlaceholderType.unix.accepts(value):
      return .string(placeholder(PlaceholderType.unix.rawValue, value.description))
    case .array(let elements):
      var normalised: [JSONValue] = []
      for element in elements { normalised.append(self.value(element, key: key)) }
      return .array(normalised)
    case .object(let members):
      var normalised = JSONObject(minimumCapacity: members.count)
      for (key, value) in members { normalised[text(key)] = self.value(value, key: key) }
      return .object(normalised)
    default: return value
    }
  }

  /// The text with everything replaced that does not stay the same.
  mutating func text(_ text: String, key: String = "") -> String {
    if text.isEmpty || literals.contains(text) { return text }
    // Whether two answers came within one second is chance.
    if key == "date", (try? Self.httpDate.matches(text)) == true { return placeholder(Own.date.rawValue, "") }
    if Self.cursorKeys.contains(key) { return placeholder(Own.cursor.rawValue, text) }
    if PlaceholderType.iso.accepts(.string(text)) { return placeholder(PlaceholderType.iso.rawValue, text) }
    if key == "token", text.hasPrefix("eyJ") { return placeholder(Own.jwt.rawValue, text) }
    if Self.secretKeys.contains(key) { return placeholder(Own.secret.rawValue, text) }
    if PlaceholderType.moment.accepts(.string(text)) { return placeholder(PlaceholderType.moment.rawValue, "") }
    if Self.loadKeys.contains(key) { return placeholder(Own.elapsed.rawValue, "") }
    if key == "system__time" { return placeholder(Own.time.rawValue, "") }
    if let own = Self.wholes[key] { return placeholder(own.rawValue, text) }
    if let app, let place = text.firstRange(ofText: app) {
      let parts = [text[..<place.lowerBound], text[place.upperBound...]].map { self.text(String($0), key: key) }
      return parts.joined(separator: placeholder(Own.app.rawValue, app))
    }
    if Self.personKeys.contains(key) { return placeholder(Own.person.rawValue, text) }
    for type in [PlaceholderType.voice, .user] where key == "\(type.rawValue)_id" && type.accepts(.string(text)) {
      return placeholder(type.rawValue, text)
    }
    var rest = text[...]
    var normalised = ""
    if let (base, path) = Self.base(of: text) {
      normalised = placeholder(base.rawValue, "")
      rest = path
    }
    if let run, rest.contains(text: run) {
      let parts = rest.pieces(betweenText: run).map { self.text(String($0), key: key) }
      return normalised + parts.joined(separator: placeholder(Own.run.rawValue, run))
    }
    while let first = rest.first {
      let token = rest.prefix { Self.isPart($0) }
      if token.isEmpty {
        normalised.append(first)
        rest = rest.dropFirst()
      } else {
        let isTime = key == Self.table && Int64(token).map { PlaceholderType.unix.accepts(.integer($0)) } ?? false
        normalised += isTime ? placeholder(PlaceholderType.unix.rawValue, String(token)) : self.token(String(token))
        rest = rest[token.endIndex...]
      }
    }
    return normalised
  }

  private mutating func token(_ token: String) -> String {
    if token.contains("@"), token.contains(".") { return placeholder(Own.email.rawValue, token) }
    if token.hasPrefix("+"), (8...16).contains(token.utf8.count), token.dropFirst().allSatisfy(\.isNumber) {
      return placeholder(Own.phone.rawValue, token)
    }
    // A sentence ends behind an id, and Twilio's paths do.
    let end = Self.endings.first(where: token.hasSuffix) ?? ""
    let word = String(token.dropLast(end.count))
    if literals.contains(word) || literals.contains(token) { return token }
    for type in Self.ids where type.accepts(.string(word)) { return placeholder(type.rawValue, word) + end }
    if (try? Self.otherID.matches(word)) == true {
      // Its prefix says what it is an id of.
      let prefix = word.contains("_") ? word.prefix { $0 != "_" } : word.prefix(2)
      return placeholder(String(prefix), word) + end
    }
    for (prefix, own) in Self.prefixes where word.hasPrefix(prefix) && word.utf8.count > prefix.utf8.count + 15 {
      return placeholder(own.rawValue, word) + end
    }
    return token
  }

  private mutating func placeholder(_ type: String, _ value: String) -> String {
    let number = numbers[type]?[value] ?? (numbers[type]?.count ?? 0) + 1
    numbers[type, default: [:]][value] = number
    return "<\(type):\(number)>"
  }

  private static let ids: [PlaceholderType] = [.conv, .agent, .phnum, .agtbrch, .batch, .callSID, .trace]
  private static let prefixes: [(String, Own)] = [("sk_", .secret), ("cvtkn_", .secret), ("wsec_", .wsec)]
  private static let secretKeys: Set<String> = ["xi_api_key_preview", "api_key", "auth_token", "token", "password"]
  private static let cursorKeys: Set<String> = ["next_cursor", "cursor", "next_page_token", "last_doc", "next_doc"]
  /// What depends on the secret, and what is long and never twice the same.
  private static let wholes: [String: Own] = ["elevenlabs-signature": .signature, "full_audio": .audio]
  /// What may stand behind an id.
  private static let endings = [".json", "."]
  /// How long something took, and how much there was to do.
  private static let loadKeys: Set<String> = ["twilio-request-duration", "twilio-concurrent-requests"]
  private static let personKeys: Set<String> = ["first_name", "last_name", "owner_name"]

  /// Ids of the service's form that no placeholder type is for, and SIDs of Twilio's and its pages, and calls of tools.
  private static let otherID: Pattern = {
    let form =
      "^([a-z]+_[0-9]{2}[0-7][0-9a-hjkmnp-tv-z]{25}|(AC|SK|PN|RQ)[0-9a-f]{32}|P[AB]CA[0-9a-f]{32}|SCL_[A-Za-z0-9]{12}|call_[0-9a-f]{24})$"
    do { return try Pattern(form) } catch { preconditionFailure("a pattern is malformed: \(error)") }
  }()

  /// RFC 9110 §5.6.7.
  private static let httpDate: Pattern = {
    let form = "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$"
    do { return try Pattern(form) } catch { preconditionFailure("a pattern is malformed: \(error)") }
  }()

  /// The key of a text that is a table: its columns have no names beside their values.
  static let table = "text/csv"

  private static func isTime(_ key: String) -> Bool {
    key.contains(text: "unix") || key.hasSuffix("_at") || key.hasSuffix("timestamp") || key.hasSuffix("_secs")
  }

  /// The service itself under whatever address, and what follows its base URL.
  private static func base(of text: String) -> (Own, Substring)? {
    guard let colon = text.firstRange(ofText: "://") else { return nil }
    let scheme = text[..<colon.lowerBound]
    let authority = text[colon.upperBound...].prefix { $0 != "/" && $0 != "?" }
    let host = authority.prefix { $0 != ":" }
    guard
      ["127.0.0.1", "localhost"].contains(String(host))
        || Provider.allCases.contains(where: { $0.url.hasSuffix("/\(host)") })
    else { return nil }
    var path = text[authority.endIndex...]
    // A sandbox's prefix is part of its base URL.
    if path.hasPrefix("/~") { path = path.dropFirst().drop { $0 != "/" } }
    return (scheme.hasPrefix("ws") ? .wsbase : .base, path)
  }

  static func isPart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-+@.".contains(character))
  }
}
