public import JSON

/// A refusal by name, as a handler throws it and a scenario asks for it; the vendor's catalogue knows what it says.
public struct APIError: Error, Equatable, Sendable {
  /// The catalogue's name, such as `missing_permissions`.
  public let name: String
  /// What the braces in the catalogue's message and hint stand for.
  public var parameters: [String: String]
  /// The issues of a validation refusal, where it is one.
  public var issues: [JSONValue]
  /// A hint that knows more than the catalogue's; nil leaves the catalogue's.
  public var hint: String?

  /// The named error.
  public init(_ name: String, _ parameters: [String: String] = [:], issues: [JSONValue] = [], hint: String? = nil) {
    self.name = name
    self.parameters = parameters
    self.issues = issues
    self.hint = hint
  }
}
