public import EventLoop
public import HTTP1
public import JSON
public import Simulation

/// An answer as a test looks at it.
public struct Reception: Sendable {
  /// What the API gave back.
  public let answered: Answered

  /// An answer to look at.
  public init(answered: Answered) { self.answered = answered }

  /// The HTTP status.
  public var status: Int { answered.response.status }
  /// The body as text.
  public var text: String { String(decoding: answered.response.body, as: UTF8.self) }
  /// The body as a value; null where it is no JSON.
  public var json: JSONValue { (try? JSONParser().parse(answered.response.body)) ?? .null }
  /// The hint as the header carries it.
  public var hint: String { answered.response.fields["x-ringback-hint"] ?? "" }

  /// The catalogue's name of the error, where the answer is one.
  public var error: String? { answered.error }
  /// The operation that was asked for.
  public var operation: String? { answered.operation }
  /// The scenario's rule that decided.
  public var rule: String? { answered.rule }
  /// The hint in full, as the journal has it.
  public var fullHint: String { answered.hint ?? "" }
  /// Whether the fields that all answers share are sent.
  public var hasCommonFields: Bool { answered.response.preset != nil }

  /// A member of the body, given by the keys and indices that lead to it.
  public subscript(path: String...) -> JSONValue {
    path.reduce(json) { value, step in (Int(step).map { value[$0] } ?? value[step]) ?? .null }
  }

  /// The whole answer as it goes over the wire.
  public var wire: String {
    var bytes: [UInt8] = []
    ResponseEncoder.append(answered.response, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// All values of a header field, those that many answers share included.
  public func fields(named name: String) -> [String] {
    let head = wire.split(separator: "\r\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
    return head.filter { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  /// The first value of a header field.
  public func field(_ name: String) -> String? { fields(named: name).first }
}

/// Calls an API in this process, without any socket.
@LoopActor public struct TestPeer {
  /// Fields of every request.
  public var fields: [(name: String, value: String)]
  private let answer: @LoopActor (Request) -> Answered

  /// A peer whose requests `answer` takes.
  public init(fields: [(name: String, value: String)] = [], answer: @escaping @LoopActor (Request) -> Answered) {
    self.fields = fields
    self.answer = answer
  }

  /// Sends a request with these bytes.
  public func send(
    _ method: Method, _ target: String, fields own: [(name: String, value: String)] = [], body: [UInt8] = []
  ) -> Reception {
    Reception(answered: answer(Request(method: method, target: target, fields: fields + own, body: body)))
  }

  /// Sends a request with a JSON body.
  public func send(_ method: Method, _ target: String, json: JSONValue) -> Reception {
    send(method, target, fields: [("content-type", "application/json")], body: JSONWriter.bytes(json))
  }

  /// `GET`.
  public func get(_ target: String) -> Reception { send(.get, target) }
  /// `POST` with a JSON body.
  public func post(_ target: String, _ json: JSONValue) -> Reception { send(.post, target, json: json) }
  /// `PATCH` with a JSON body.
  public func patch(_ target: String, _ json: JSONValue) -> Reception { send(.patch, target, json: json) }
  /// `DELETE`.
  public func delete(_ target: String) -> Reception { send(.delete, target) }
}
