public import JSON

/// One mistake in a request or an answer, in the words of pydantic 2.
///
/// Source: FastAPI's `{"detail": [...]}` list; the wording is recorded from pydantic 2.14 in the test fixture.
public struct ValidationIssue: Sendable, Equatable {
  /// The name of the mistake, such as `missing`, `string_type` or `int_parsing`.
  public let type: String
  /// Where: strings for names, integers for list positions; the first is `body`, `query`, `path` or `header`.
  public internal(set) var location: [JSONValue]
  /// The sentence for people.
  public let message: String
  /// What stood there.
  public let input: JSONValue
  /// The numbers and names that the sentence mentions.
  public let context: JSONObject?

  /// A mistake, for refusals that no schema can word.
  public init(type: String, location: [JSONValue], message: String, input: JSONValue, context: JSONObject? = nil) {
    self.type = type
    self.location = location
    self.message = message
    self.input = input
    self.context = context
  }

  /// The entry of FastAPI's list: `type`, `loc`, `msg`, `input` and, if there is one, `ctx`.
  public var json: JSONValue {
    var members: JSONObject = ["type": .string(type), "loc": .array(location), "msg": .string(message), "input": input]
    if let context { members.append("ctx", .object(context)) }
    return .object(members)
  }
}

/// Why a request cannot reach its handler.
public enum Refusal: Error, Sendable, Equatable {
  /// The body is no text or nested too deep: FastAPI answers 400, "There was an error parsing the body".
  ///
  /// Deviation: so does what Python's parser accepts and this one does not (``JSON/JSONParser``).
  case unparseableBody
  /// Ringback has no memory to read the body into, which is no mistake of the client's.
  case outOfMemory
  /// An object of the body has more members than Ringback takes; the words say how many.
  case tooManyMembers(String)
  /// The body is a form beyond what its parser takes: 400 with these words.
  case unreadableForm(String)
  /// The request does not fit its operation: FastAPI answers 422 with this list.
  case invalid([ValidationIssue])
  /// The framework's check passed, the inside of a property marked `x-ringback-second-pass` did not fit.
  ///
  /// Locations are relative to that property's value and may be empty.
  case secondPass([ValidationIssue])
}

/// What a handler gets of a valid request.
public final class OperationInput: Sendable, Equatable {
  /// The parameters of an operation.
  struct Parameters: Sendable, Equatable {
    var path = JSONObject()
    var query = JSONObject()
    var headers = JSONObject()
  }

  private let parameters: Parameters
  /// The path parameters by name, converted to their types.
  public var path: JSONObject { parameters.path }
  /// The query parameters by name in the document's order, converted, defaults filled in; null where there is none.
  public var query: JSONObject { parameters.query }
  /// The declared header parameters by their names in the document, converted, defaults filled in.
  public var headers: JSONObject { parameters.headers }
  /// The body, converted, defaults filled in, undeclared members dropped unless the schema allows them.
  public let body: JSONValue?
  /// The body as it was sent; nil when there was none.
  public let rawBody: JSONValue?

  init(_ parameters: Parameters, body: JSONValue?, rawBody: JSONValue?) {
    self.parameters = parameters
    self.body = body
    self.rawBody = rawBody
  }

  /// The same without the body, for an answer that needs it no more and is made when its memory is free again.
  public var withoutBody: OperationInput { OperationInput(parameters, body: nil, rawBody: nil) }

  /// What a handler gets of an operation that declares neither parameters nor body.
  static let nothing = OperationInput(Parameters(), body: nil, rawBody: nil)

  /// Whether two have the same parameters and bodies.
  public static func == (one: OperationInput, other: OperationInput) -> Bool {
    one.parameters == other.parameters && one.body == other.body && one.rawBody == other.rawBody
  }
}
