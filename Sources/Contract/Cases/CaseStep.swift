public import HTTP1
public import JSON

/// One request of a case, and what is expected of its answer.
public struct CaseStep: Sendable {
  /// What the step does; nil where the request says enough.
  public let title: String?
  /// What is sent.
  public let request: StepRequest
  /// What has to come back.
  public let expect: Expectation
  /// What is kept of the answer for later steps: names of variables and where their values stand in the body.
  public let capture: [(variable: String, pointer: JSONPointer)]
}

/// What a step sends; its texts may hold `{{VARIABLE}}`.
public struct StepRequest: Sendable {
  /// What is sent as the body.
  public enum Body: Sendable {
    /// No body.
    case none
    /// A JSON value, with `content-type: application/json` unless the step says otherwise.
    case json(JSONValue)
    /// A text.
    case text(String)
    /// Bytes.
    case raw([UInt8])
  }

  /// The method.
  public let method: Method
  /// The path behind the base URL.
  public let path: String
  /// The query's names and values; a list repeats the name.
  public let query: JSONObject
  /// Further header fields.
  public let headers: JSONObject
  /// The name of the key that is sent; nil for none.
  public let key: String?
  /// The body.
  public let body: Body
}

/// What has to come back.
public struct Expectation: Sendable {
  /// The status.
  public let status: Int
  /// What header fields have to be, by name.
  public let headers: JSONObject
  /// What the body has to be as JSON (``Match``); nil where nothing is said.
  public let json: JSONValue?
  /// What the body has to be as text (``Match``); nil where nothing is said.
  public let text: JSONValue?
  /// Whether a success is held against the project's OpenAPI document.
  public let checksSchema: Bool
  /// How somebody knows that the real service answers so.
  public let provenance: Provenance
}
