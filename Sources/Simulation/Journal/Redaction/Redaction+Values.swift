public import JSON

extension Redaction {
  /// The value without secrets, in keys as well as in texts.
  public func value(_ value: JSONValue) -> JSONValue { clean(value, CredentialPlace()) }

  private func clean(_ value: JSONValue, _ place: CredentialPlace) -> JSONValue {
    switch value {
    case .null, .bool, .integer, .real: return value
    case .string(let text): return .string(self.text(text))
    case .array(let elements): return .array(elements.map { clean($0, place) })
    case .object(let members):
      return .object(
        JSONObject(
          members.map { key, value in
            let name = text(key)
            guard let credential = place.credential(key, of: members, vocabulary) else {
              return (name, clean(value, place.inside(key)))
            }
            return (name, hidden(value, credential, place.inside(key)))
          }))
    }
  }

  /// A value that is a credential: a list of them, or an object around one, is looked into.
  private func hidden(_ value: JSONValue, _ name: String, _ place: CredentialPlace) -> JSONValue {
    switch value {
    case .null, .bool: value
    case .integer, .real: .string(CredentialVocabulary.placeholder(name.utf8))
    case .string(let text): .string(credential(text, named: name))
    case .array(let elements): .array(elements.map { hidden($0, name, place) })
    case .object: clean(value, place)
    }
  }

  /// What stands for a text that is a credential as a whole.
  public func credential(_ text: String, named name: String) -> String {
    String(decoding: Placeholder.hiding(Array(self.text(text).utf8)[...], named: name.utf8), as: UTF8.self)
  }

  /// Whether a member, a header field or a parameter of this name has a credential as its value.
  public func isCredential(_ name: String) -> Bool { vocabulary.isCredentialField(name) }

  /// The value of a header field.
  public func field(_ name: String, _ value: String) -> String {
    vocabulary.isCredentialField(name) ? credential(value, named: name) : text(value)
  }

  /// The value of a parameter of a query or a form.
  public func parameter(_ name: String, _ value: String) -> String {
    vocabulary.isCredentialParameter(name.utf8) ? credential(value, named: name) : text(value)
  }
}

/// Where a walk through a JSON value stands, as far as it tells a credential.
struct CredentialPlace {
  /// The name of the object that is looked at.
  private var name = ""
  /// The name of the object around it.
  private var holder = ""
  /// Whether the members of the object are header fields.
  private var isHeaders = false

  /// The place of a member's value.
  func inside(_ key: String) -> CredentialPlace {
    var place = CredentialPlace()
    place.name = key
    place.holder = name
    place.isHeaders = key.utf8.count >= 7 && key.hasSuffix("headers")
    return place
  }

  /// What a member is called where it has a credential as its value; nil for any other.
  ///
  /// `{"name": "X-Api-Key", "value": …}` counts as well, `"keys": {"main": {"value": …}}`, and `"api_key": {"value": …}`.
  func credential(_ key: String, of members: JSONObject, _ vocabulary: CredentialVocabulary) -> String? {
    if vocabulary.isCredential(key) { return key }
    if key.utf8.count == 5, key == "value" {
      if let told = members["name"]?.string, vocabulary.isCredentialField(told) { return told }
      if vocabulary.holders.contains(holder) { return holder }
      if vocabulary.holders.contains(name) { return name }
      if vocabulary.isCredential(name) { return name }
    }
    if isHeaders, vocabulary.isCredentialField(key) { return key }
    return nil
  }
}
