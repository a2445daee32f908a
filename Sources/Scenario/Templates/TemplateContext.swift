internal import HTTP1
internal import JSON
internal import Simulation

/// What a template's expressions are filled from: one request, its sandbox's world and time, and a seeded stream.
struct TemplateContext {
  let subject: MatchSubject
  let names: WorldNames
  let now: Instant
  var generator: SeededGenerator
  /// How many bytes the expressions of this answer have taken.
  private var taken = 0

  /// No answer takes more: a body in many places would fill the memory.
  static let most = 64 << 20

  init(subject: MatchSubject, names: WorldNames, now: Instant, generator: SeededGenerator) {
    self.subject = subject
    self.names = names
    self.now = now
    self.generator = generator
  }

  /// The value of one expression; `source` is its text, for messages.
  mutating func value(of expression: TemplateExpression, source: String) throws(RuleFailure) -> JSONValue {
    let value = try plainValue(of: expression, source: source)
    // An array or object is part of the body.
    taken += value.string?.utf8.count ?? (value.array == nil && value.object == nil ? 8 : subject.request.body.count)
    guard taken <= Self.most else { throw RuleFailure("its templates take more than \(Self.most) bytes") }
    return value
  }

  private mutating func plainValue(of expression: TemplateExpression, source: String) throws(RuleFailure) -> JSONValue {
    switch expression {
    case .method: return .string(subject.request.method.name)
    case .path: return .string(subject.path)
    case .key: return JSONValue(subject.key)
    case .now: return .string(now.rfc3339)
    case .nowUnix: return .integer(now.unixSeconds)
    case .body: return subject.json ?? .string(String(decoding: subject.request.body, as: UTF8.self))
    case .hexadecimal(let digits): return .string(ids { $0.hexadecimal(digits: digits) })
    case .integer(let range): return .integer(Int64.random(in: range, using: &generator))
    case .uuid: return .string(uuid())
    case .id(let prefix):
      let now = now
      return .string(ids { $0.resource(prefix, at: now) })
    default:
      if let found = found(expression) { return found }
      throw RuleFailure("its template {{\(source)}} found nothing in this request")
    }
  }

  /// What stands in the request or the world; nil where it does not.
  private func found(_ expression: TemplateExpression) -> JSONValue? {
    switch expression {
    case .query(let name): subject.values(at: .query(name)).first
    case .header(let name): subject.values(at: .header(name)).first
    case .form(let name): subject.values(at: .form(name)).first
    case .bodyValue(let pointer): subject.values(at: .body(pointer)).first
    case .agent(let name): names.agents[name]
    case .phoneNumber(let name): names.phoneNumbers[name]
    case .pathParameter(let name, let paths):
      paths.lazy.compactMap { [subject] in $0.parameter(name, in: subject.pathParts) }.first.map { .string($0) }
    default: nil
    }
  }

  private mutating func ids(_ make: (inout IDGenerator) -> String) -> String {
    var ids = IDGenerator(seed: generator.next())
    return make(&ids)
  }

  /// Version 4, variant 2.
  private mutating func uuid() -> String {
    var digits = Array(ids { $0.hexadecimal() })
    digits[12] = "4"
    digits[16] = ["8", "9", "a", "b"][Int(generator.next() % 4)]
    for place in [8, 13, 18, 23] { digits.insert("-", at: place) }
    return String(digits)
  }
}
