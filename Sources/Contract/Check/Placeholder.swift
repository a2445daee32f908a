internal import JSON

/// A typed placeholder of an expectation: `<conv:1>`.
struct Placeholder: Hashable, Sendable, CustomStringConvertible {
  /// What it stands for.
  let type: PlaceholderType
  /// Which one it is; the same number is the same value, wherever it stands in the case.
  let number: Int

  /// A placeholder.
  init(_ type: PlaceholderType, _ number: Int) {
    self.type = type
    self.number = number
  }

  /// As it stands in a file.
  var description: String { "<\(type.rawValue):\(number)>" }

  /// A text that looks like a placeholder and is none.
  struct Unknown: Error {
    let type: String
  }

  /// Reads a text that is one placeholder and nothing else; nil where it is an ordinary text.
  static func read(_ text: String) throws(Unknown) -> Placeholder? {
    guard text.utf8.first == UInt8(ascii: "<"), text.utf8.last == UInt8(ascii: ">") else { return nil }
    let parts = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1]) else { return nil }
    guard let type = PlaceholderType(rawValue: String(parts[0])) else { throw Unknown(type: String(parts[0])) }
    return Placeholder(type, number)
  }
}

/// What the numbered placeholders of one case have turned out to be.
struct PlaceholderBindings: Sendable {
  private var values: [Placeholder: JSONValue] = [:]

  /// Nothing is known yet.
  init() {}

  /// Takes a value for a placeholder; answers what is wrong with it, or nil.
  mutating func bind(_ placeholder: Placeholder, to value: JSONValue) -> String? {
    guard placeholder.type.accepts(value) else { return placeholder.type.words }
    if let known = values[placeholder] {
      return known == value ? nil : "\(known), which \(placeholder) was before"
    }
    if placeholder.type.tellsApart,
      let twin = values.first(where: { $0.key.type == placeholder.type && $0.value == value })?.key
    {
      return "\(placeholder.type.words) other than that of \(twin)"
    }
    values[placeholder] = value
    return nil
  }
}
