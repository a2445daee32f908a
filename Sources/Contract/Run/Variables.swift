public import JSON

/// What `{{VARIABLE}}` stands for in the texts of a case.
public struct Variables: Sendable {
  /// The names that every target provides, or that a case skips for.
  public static let provided = ["run", accountSID] + given

  /// The names of what somebody can say about an account.
  public static let given = ["agent", "phone_number", "sip_phone_number", "to_number"]

  /// The name of the SID of the Twilio account.
  static let accountSID = "account_sid"

  /// The names that a case has which can receive something: where webhooks, calls of tools, and questions for the data of
  /// a conversation have to go to.
  public static let ofWebhooks = ["webhook_url", "tool_url", "initiation_url"]

  private var values: [String: JSONValue]

  /// Variables with these values.
  public init(_ values: [String: JSONValue] = [:]) { self.values = values }

  /// All of them, in alphabetical order.
  var all: JSONObject { JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }

  /// A value by its name; nil where there is none.
  public subscript(name: String) -> JSONValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The address at which the case receives what the service sends; nil where it receives nothing.
  var app: String? {
    guard let url = values["webhook_url"]?.string, let slash = url.lastIndex(of: "/") else { return nil }
    return String(url[..<slash])
  }

  /// A variable that has no value.
  struct Missing: Error, Equatable {
    let name: String
  }

  /// The text filled in; one that is a variable alone takes the type of its value.
  func value(of text: String) throws(Missing) -> JSONValue {
    let template = TextTemplate(text)
    if case .variable(let name)? = template.parts.first, template.parts.count == 1 {
      guard let value = values[name] else { throw Missing(name: name) }
      return value
    }
    return .string(try self.text(of: template))
  }

  /// The text filled in, as text.
  func text(of text: String) throws(Missing) -> String { try self.text(of: TextTemplate(text)) }

  private func text(of template: TextTemplate) throws(Missing) -> String {
    var filled = ""
    for part in template.parts {
      switch part {
      case .text(let text): filled += text
      case .variable(let name):
        guard let value = values[name] else { throw Missing(name: name) }
        filled += value.string ?? value.description
      }
    }
    return filled
  }

  /// Every text in the value filled in; keys stay as they are.
  func value(of value: JSONValue) throws(Missing) -> JSONValue {
    switch value {
    case .string(let text): return try self.value(of: text)
    case .array(let elements):
      var filled: [JSONValue] = []
      for element in elements { filled.append(try self.value(of: element)) }
      return .array(filled)
    case .object(let members):
      var filled = JSONObject(minimumCapacity: members.count)
      for (key, value) in members { filled.append(key, try self.value(of: value)) }
      return .object(filled)
    default: return value
    }
  }
}

extension Variables {
  /// An expectation filled in.
  func match(_ match: JSONValue) throws(Missing) -> Match {
    let filled = try value(of: match)
    // It was read once when the case was loaded; a value that was filled in can only be a text.
    return (try? Match(filled, at: JSONPointer(tokens: []))) ?? .value(filled)
  }
}

extension JSONValue {
  /// The names of the variables in all texts of the value.
  var templateVariables: [(name: String, pointer: JSONPointer)] {
    var found: [(name: String, pointer: JSONPointer)] = []
    collect(at: JSONPointer(tokens: []), into: &found)
    return found
  }

  private func collect(at pointer: JSONPointer, into found: inout [(name: String, pointer: JSONPointer)]) {
    switch self {
    case .string(let text): found += TextTemplate(text).variables.map { ($0, pointer) }
    case .array(let elements):
      for (index, element) in elements.enumerated() { element.collect(at: pointer.appending(index), into: &found) }
    case .object(let members):
      for (key, value) in members { value.collect(at: pointer.appending(key), into: &found) }
    default: break
    }
  }
}
