public import JSON

/// What somebody chooses a scenario by.
public enum ScenarioReference: Sendable, Hashable, ExpressibleByStringLiteral {
  /// A shipped one by its name; anything with a slash or `.json` is a file.
  case named(String)
  /// The scenario itself, in the words of a file.
  case inline(Inline)

  /// A scenario that a request holds; two are the same if their texts are.
  public struct Inline: Sendable, Hashable {
    let text: [UInt8]
    let value: JSONValue

    /// The object that a scenario file would hold.
    public init(_ value: JSONValue) {
      self.value = value
      text = JSONWriter.bytes(value)
    }

    /// Whether both say the same in the same order.
    public static func == (one: Inline, other: Inline) -> Bool { one.text == other.text }
    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }

  /// A scenario by its name.
  public init(stringLiteral name: String) { self = .named(name) }

  /// A reference as a request gives it: a name, or an object that is the scenario; nil for anything else.
  public init?(_ value: JSONValue) {
    switch value {
    case .string(let name): self = .named(name)
    case .object: self = .inline(Inline(value))
    default: return nil
    }
  }

  /// The form in which a request gives it.
  public var json: JSONValue {
    switch self {
    case .named(let name): .string(name)
    case .inline(let inline): inline.value
    }
  }
}
