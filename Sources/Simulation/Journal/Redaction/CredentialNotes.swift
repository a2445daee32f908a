internal import EventLoop
internal import HTTP1
internal import JSON

/// Collects the values of credentials that are known by the names of their places.
///
/// What was a credential once is hidden wherever it appears later.
struct CredentialNotes {
  private let vocabulary: CredentialVocabulary
  /// The values, each with the name of the place where it stood.
  private(set) var found: [(value: String, name: String)] = []

  init(_ vocabulary: CredentialVocabulary) { self.vocabulary = vocabulary }

  /// Notes what a request or an answer says.
  mutating func note(_ entry: JournalEntry) {
    let request = entry.request
    for (name, value) in request.fields where vocabulary.isCredentialField(name) { note(field: name, value) }
    for (name, value) in QueryItems.parse(request.query) { note(parameter: name, value) }
    note(body: request.body, request.field("content-type"), entry.requestBody)
    if entry.kind == .outgoing {
      for (name, value) in entry.responseFields where vocabulary.isCredentialField(name) { note(field: name, value) }
      note(text: Array(request.target.utf8), isForm: false)
      note(body: entry.answered.response.body, entry.responseField("content-type"), entry.responseBody)
    }
  }

  /// Notes what a value says.
  mutating func note(_ value: JSONValue) { walk(value, CredentialPlace()) }

  private mutating func note(parameter name: String, _ value: String) {
    if vocabulary.isCredentialParameter(name.utf8) {
      note(value, name)
    } else {
      note(text: Array(value.utf8), isForm: false)
    }
  }

  private mutating func note(field name: String, _ value: String) {
    let secret = Placeholder.withoutScheme(Array(value.utf8)[...])
    if value.lowercased().hasPrefix("basic "),
      let decoded = Base64Text.decode(secret.filter { $0 != UInt8(ascii: "=") }[...]),
      let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
    {
      return note(String(decoding: decoded[(colon + 1)...], as: UTF8.self), name)
    }
    note(String(decoding: secret, as: UTF8.self), name)
    guard name.lowercased().hasSuffix("cookie") else { return }
    // `a=secret; b=secret`: one of them may turn up alone.
    for part in value.utf8.split(separator: UInt8(ascii: ";")) {
      let crumb = part.drop { $0 != UInt8(ascii: "=") }.dropFirst()
      note(String(decoding: crumb, as: UTF8.self), name)
    }
  }

  /// A body is taken apart only where a look at its bytes shows that this may be worth it.
  private mutating func note(body bytes: [UInt8], _ contentType: String?, _ body: @autoclosure () -> JournalBody?) {
    let isForm = contentType?.hasPrefix("application/x-www-form-urlencoded") == true
    guard isForm || CredentialGlance.isWorthALook(bytes, vocabulary) else { return }
    switch body() {
    case .json(let value)?: note(value)
    case .text(let text)?: note(text: Array(text.utf8), isForm: isForm)
    case .binary?, nil: break
    }
  }

  private mutating func note(text: [UInt8], isForm: Bool) {
    guard text.count >= Redaction.shortest else { return }
    for found in CredentialText.all(in: text, isForm: isForm, vocabulary) {
      var value = String(decoding: text[found.range], as: UTF8.self)
      // The user is no secret where a password follows.
      if found.name.elementsEqual("user_info".utf8), let colon = value.utf8.firstIndex(of: UInt8(ascii: ":")) {
        value = String(value[colon...].dropFirst())
      }
      note(PercentCoding.decode(value), String(decoding: found.name, as: UTF8.self))
    }
  }

  private mutating func walk(_ value: JSONValue, _ place: CredentialPlace) {
    switch value {
    case .null, .bool, .integer, .real: break
    case .string(let text): note(text: Array(text.utf8), isForm: false)
    case .array(let elements): for element in elements { walk(element, place) }
    case .object(let members):
      for (key, value) in members {
        if let name = place.credential(key, of: members, vocabulary) { note(credential: value, name) }
        walk(value, place.inside(key))
      }
    }
  }

  private mutating func note(credential value: JSONValue, _ name: String) {
    switch value {
    case .string(let text): note(field: name, text)
    case .integer, .real: note(value.description, name)
    case .array(let elements): for element in elements { note(credential: element, name) }
    case .null, .bool, .object: break
    }
  }

  private mutating func note(_ secret: String, _ name: String) {
    if Self.isTelling(secret), !Placeholder.isPlaceholder(Array(secret.utf8)[...]) { found.append((secret, name)) }
  }

  /// Whether a value can be looked for everywhere: `password`, sent as a password, would be found in every other text.
  static func isTelling(_ secret: String) -> Bool {
    guard secret.utf8.count >= Redaction.shortest else { return false }
    return secret.utf8.count >= 12
      || !secret.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      }
  }
}

/// Tells by the bytes of a body whether some credential may stand in it.
enum CredentialGlance {
  /// Whether a name, an escape or a URL is there that asks for a closer look.
  static func isWorthALook(_ body: [UInt8], _ vocabulary: CredentialVocabulary) -> Bool {
    var start: Int?
    for (place, byte) in body.enumerated() {
      switch byte {
      case UInt8(ascii: "\""):
        if let begun = start, isTelling(body[begun..<place], vocabulary) { return true }
        start = place + 1
      // What a text quotes or spells by numbers may be anything; so may what stands in a URL.
      case UInt8(ascii: "?"), UInt8(ascii: "@"): return true
      case UInt8(ascii: "\\"):
        let next = body.indices.contains(place + 1) ? body[place + 1] : 0
        if next == UInt8(ascii: "u") || next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") { return true }
      default: break
      }
    }
    return start == nil && !body.isEmpty
  }

  private static func isTelling(_ name: ArraySlice<UInt8>, _ vocabulary: CredentialVocabulary) -> Bool {
    guard name.count <= 80, name.count >= 3 else { return false }
    return name.elementsEqual("value".utf8) || name.elementsEqual("headers".utf8)
      || name.suffix(8).elementsEqual("_headers".utf8) || vocabulary.isCredential(name)
  }
}
