internal import JSON

/// What stands between `{{` and `}}`.
enum TemplateExpression: Sendable {
  case method
  case path
  case pathParameter(String, of: [PathTemplate])
  case query(String)
  case header(String)
  case form(String)
  case body
  case bodyValue(JSONPointer)
  case key
  case agent(String)
  case phoneNumber(String)
  case now
  case nowUnix
  case hexadecimal(digits: Int)
  case integer(ClosedRange<Int64>)
  case uuid
  case id(prefix: String)

  /// The forms that there are, for messages.
  static let forms = [
    "request.method", "request.path", "request.path.NAME", "request.query.NAME", "request.headers.NAME",
    "request.form.NAME", "request.body", "request.body/POINTER", "request.key", "world.agents.NAME",
    "world.phone_numbers.NAME", "now", "now.unix", "random.hex N", "random.integer A B", "random.uuid",
    "random.id PREFIX",
  ]
}
