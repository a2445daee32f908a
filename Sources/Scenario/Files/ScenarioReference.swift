public import JSON

/// What somebody chooses a scenario by.
public enum ScenarioReference: Sendable, Hashable, ExpressibleByStringLiteral {
  /// A shipped one by its name; anything with a slash or `.json` is a file.
  case named(String)
  /// The scenario itself, in the words of a file, as JSON text.
  case inline([UInt8])

  /// A scenario by its name.
  public init(stringLiteral name: String) { self = .named(name) }

  /// A reference as a request gives it: a name, or an object that is the scenario; nil for anything else.
  public init?(_ value: JSONValue) {
    switch value {
    case .string(let name): self = .named(name)
    case .object: self = .inline(JSONWriter.bytes(value))
    default: return nil
    }
  }

  /// The form in which a request gives it.
  public var json: JSONValue {
    switch self {
    case .named(let name): .string(name)
    case .inline(let text): (try? JSONParser().parse(text)) ?? .null
    }
  }
}
