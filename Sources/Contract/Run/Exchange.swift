public import EventLoop
public import HTTP1
public import JSON

/// A request as it leaves a case, with everything filled in.
public struct ExchangeRequest: Sendable {
  /// The case and the step that sends it, such as `agents.create#steps/0`.
  public let place: StepPlace
  /// Whom it is for.
  public let provider: Provider
  /// The method.
  public let method: Method
  /// Path and query behind the target's base URL.
  public let target: String
  /// The header fields, the key among them.
  public let fields: Fields
  /// The body.
  public let body: [UInt8]

  /// A request with these parts.
  public init(
    _ method: Method, _ target: String, to provider: Provider = .elevenlabs,
    place: StepPlace = StepPlace(id: "", part: .steps, index: 0), fields: Fields = Fields(), body: [UInt8] = []
  ) {
    self.place = place
    self.provider = provider
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }
}

/// What came back.
public struct ExchangeAnswer: Sendable, Equatable {
  /// The status.
  public let status: Int
  /// The header fields; names are lower case.
  public let fields: Fields
  /// The body.
  public let body: [UInt8]

  /// An answer with these parts.
  public init(status: Int, fields: Fields = Fields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
  /// The body as a value; nil where it is no JSON.
  public var json: JSONValue? { try? JSONParser().parse(body) }

  /// The beginning of the body, for people.
  var excerpt: String { body.isEmpty ? "without a body" : Difference.cut(text) }
}

/// Why no answer came.
public struct ExchangeFailure: Error, Equatable, Sendable {
  /// What happened, for people.
  public let message: String

  /// A failure with these words.
  public init(_ message: String) { self.message = message }
}

/// Something that answers requests: a server, a simulator in this process, a recording.
@LoopActor public protocol Exchange: Sendable {
  /// Sends a request and waits for the answer; any status is an answer.
  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer
}
