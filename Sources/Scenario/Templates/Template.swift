internal import JSON

/// A text with expressions in it, read once.
struct Template: Sendable {
  enum Piece: Sendable {
    case literal(String)
    case expression(TemplateExpression, source: String)
  }

  let pieces: [Piece]

  /// The text, where nothing in it is to be replaced.
  var constant: String? {
    if pieces.count == 1, case .literal(let text) = pieces[0] { text } else { nil }
  }

  /// What it says now: a text, or the value itself where the template is one expression alone.
  func value(in context: inout TemplateContext) throws(RuleFailure) -> JSONValue {
    if pieces.count == 1, case .expression(let expression, let source) = pieces[0] {
      return try context.value(of: expression, source: source)
    }
    return .string(try text(in: &context))
  }

  /// What it says now, as a text: null is empty, arrays and objects are JSON.
  func text(in context: inout TemplateContext) throws(RuleFailure) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .expression(let expression, let source):
        let value = try context.value(of: expression, source: source)
        if !value.isNull { text += value.fieldText ?? value.description }
      }
    }
    return text
  }
}

/// A JSON value with templates in its texts.
indirect enum TemplatedValue: Sendable {
  case constant(JSONValue)
  case text(Template)
  case array([TemplatedValue])
  case object([(key: String, value: TemplatedValue)])

  init(_ value: JSONValue, at pointer: JSONPointer, _ reader: TemplateReader) throws(ScenarioMistake) {
    switch value {
    case .string(let text):
      let template = try reader.template(text, at: pointer)
      self = template.constant.map { .constant(.string($0)) } ?? .text(template)
    case .array(let elements):
      var read: [TemplatedValue] = []
      for (index, element) in elements.enumerated() {
        read.append(try TemplatedValue(element, at: pointer.appending(index), reader))
      }
      self = .array(read)
    case .object(let members):
      var read: [(key: String, value: TemplatedValue)] = []
      for (key, member) in members {
        read.append((key, try TemplatedValue(member, at: pointer.appending(key), reader)))
      }
      self = .object(read)
    default: self = .constant(value)
    }
  }

  /// The value with every template filled.
  func value(in context: inout TemplateContext) throws(RuleFailure) -> JSONValue {
    switch self {
    case .constant(let value): return value
    case .text(let template): return try template.value(in: &context)
    case .array(let elements):
      var filled: [JSONValue] = []
      for element in elements { filled.append(try element.value(in: &context)) }
      return .array(filled)
    case .object(let members):
      var filled = JSONObject(minimumCapacity: members.count)
      for (key, value) in members { filled.append(key, try value.value(in: &context)) }
      return .object(filled)
    }
  }
}
