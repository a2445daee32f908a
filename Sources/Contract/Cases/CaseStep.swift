public import HTTP1
public import JSON

/// One step of a case: something is done, and something has to come of it.
public struct CaseStep: Sendable {
  /// What the step is for; nil where what it does says enough.
  public let title: String?
  /// What it does.
  public let action: StepAction
  /// What is kept of the body that came, for later steps: names of variables and where their values stand.
  public let capture: [(variable: String, pointer: JSONPointer)]

  /// What is sent; nil where nothing is.
  public var request: StepRequest? {
    switch action {
    case .request(let request, _), .until(let request, _, _): request
    case .pass, .receive: nil
    }
  }

  /// What has to come back to what is sent; nil where nothing is.
  public var expect: Expectation? {
    switch action {
    case .request(_, let expect), .until(_, let expect, _): expect
    case .pass, .receive: nil
    }
  }

  /// Whether it is about what happens in the course of time, which has to be in the hands of the case.
  var needsTime: Bool {
    switch action {
    case .request(_, let expect): expect.timing == .blocking
    case .until, .pass, .receive: true
    }
  }
}

/// What a step sends; its texts may hold `{{VARIABLE}}`.
public struct StepRequest: Sendable {
  /// What is sent as the body.
  public enum Body: Sendable {
    /// No body.
    case none
    /// A JSON value, with `content-type: application/json` unless the step says otherwise.
    case json(JSONValue)
    /// Names and values as a web form sends them; a list repeats its name.
    case form(JSONObject)
    /// A text.
    case text(String)
    /// Bytes.
    case raw([UInt8])
  }

  /// Whom it is sent to.
  public let provider: Provider
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
  /// When the answer comes.
  public enum Timing: String, Sendable {
    /// At once.
    case immediate
    /// When the thing that it speaks of has happened.
    case blocking
  }

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
  /// When the answer comes; nil where nothing is said.
  public let timing: Timing?
  /// How somebody knows that the real service answers so.
  public let provenance: Provenance
}
