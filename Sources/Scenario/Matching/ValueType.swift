internal import JSON

/// The types by which a matcher tells values apart, named as JSON Schema names them.
enum ValueType: String, CaseIterable, Sendable {
  case string, number, integer, boolean, array, object, null

  /// Whether a value is of the type; a text of a query or form is of every type that it reads as.
  func takes(_ value: JSONValue, from source: Matcher.Source) -> Bool {
    if source == .text, self != .string {
      guard let text = value.string, let read = try? JSONParser().parse(Array(text.utf8)) else { return false }
      return takes(read, from: .json)
    }
    return switch (self, value) {
    case (.string, .string), (.number, .integer), (.number, .real), (.integer, .integer), (.boolean, .bool),
      (.array, .array), (.object, .object), (.null, .null):
      true
    default: false
    }
  }
}
