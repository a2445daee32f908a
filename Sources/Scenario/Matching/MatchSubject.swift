internal import Bytes
public import HTTP1
public import JSON
public import Patterns

/// A request as patterns look at it: query, form and body are taken apart at the first pattern that asks.
public final class MatchSubject {
  /// What a journal knows besides: which traffic it was, and how it was answered.
  public struct Facts {
    let kind: String
    let status: Int
    let error: String?
    let rules: [String]
    let answer: () -> JSONValue?

    /// The facts of one entry; the answer's body is read only where a pattern asks for it.
    public init(
      kind: String, status: Int, error: String?, rules: [String], answer: @autoclosure @escaping () -> JSONValue?
    ) {
      self.kind = kind
      self.status = status
      self.error = error
      self.rules = rules
      self.answer = answer
    }
  }

  /// The request as it came.
  public let request: Request
  /// The path without the sandbox's prefix, percent-encoding kept.
  public let path: String
  /// The id of the operation that has the path; nil where none has.
  public let operation: String?
  /// The name of the key that came with it; nil where none did that the sandbox knows.
  public let key: String?
  let facts: Facts?
  /// What regular expressions may cost: of one request, unless whoever asks shares one between many.
  private(set) lazy var budget = PatternBudget()

  /// The parts of the path between its slashes.
  private(set) lazy var pathParts = PathTemplate.parts(path)
  private lazy var query = QueryItems.parse(request.query)
  private lazy var form = hasForm ? QueryItems.parse(String(decoding: request.body, as: UTF8.self)) : []
  /// The body as a value; nil where it is no JSON, or where no pattern has asked for it.
  public private(set) var parsedBody: JSONValue?
  private var hasParsedBody = false
  private lazy var answer: JSONValue? = facts?.answer()

  /// A request to look at.
  public init(
    request: Request, path: String, operation: String?, key: String?, facts: Facts? = nil, budget: PatternBudget? = nil
  ) {
    self.request = request
    self.path = path
    self.operation = operation
    self.key = key
    self.facts = facts
    if let budget { self.budget = budget }
  }

  /// The body as a value; nil where it is no JSON.
  var json: JSONValue? {
    if !hasParsedBody {
      hasParsedBody = true
      parsedBody = request.body.isEmpty ? .none : try? JSONParser().parse(request.body)
    }
    return parsedBody
  }

  private var hasForm: Bool {
    let type = request.field("content-type")?.split(separator: ";").first ?? ""
    return type.lowercased().filter { $0 != " " } == "application/x-www-form-urlencoded"
  }

  /// The values that stand at a place: several where a field is repeated, none where it is not there.
  func values(at place: MatchPlace) -> [JSONValue] {
    switch place {
    case .header(let name): request.fields(named: name).map { .string($0) }
    case .query(let name): query.filter { $0.name.isExactly(name) }.map { .string($0.value) }
    case .form(let name): form.filter { $0.name.isExactly(name) }.map { .string($0.value) }
    case .body(let pointer): [json?.value(at: pointer)].compactMap(\.self)
    case .answer(let pointer): [answer?.value(at: pointer)].compactMap(\.self)
    }
  }

  /// Why nothing stands at a place, where that is worth telling.
  func absence(at place: MatchPlace) -> String {
    switch place {
    case .body where request.body.isEmpty: "not there: the request has no body"
    case .body where json == nil: "not there: the body is no JSON"
    case .form where !hasForm: "not there: the body is no application/x-www-form-urlencoded form"
    default: "not there"
    }
  }
}

/// A place in a request, or in its answer, where a matcher looks.
enum MatchPlace: Sendable, Hashable, CustomStringConvertible {
  case header(String)
  case query(String)
  case form(String)
  case body(JSONPointer)
  case answer(JSONPointer)

  var description: String {
    switch self {
    case .header(let name): "header \(name)"
    case .query(let name): "query \(name)"
    case .form(let name): "form \(name)"
    case .body(let pointer): pointer.tokens.isEmpty ? "body" : "body \(pointer)"
    case .answer(let pointer): pointer.tokens.isEmpty ? "answer" : "answer \(pointer)"
    }
  }

  static func == (left: MatchPlace, right: MatchPlace) -> Bool { left.description.isExactly(right.description) }
  func hash(into hasher: inout Hasher) { hasher.combine(ExactText(description)) }

  var source: Matcher.Source {
    switch self {
    case .header, .query, .form: .text
    case .body, .answer: .json
    }
  }
}
