internal import HTTP1
internal import JSON

/// An answer that the scenario writes itself.
struct LiteralResponse: Sendable {
  private enum Body: Sendable {
    case none
    case json(TemplatedValue)
    case text(Template)
  }

  private let status: Int
  private let headers: HeaderFields
  private let body: Body

  private static let members = ["status", "headers", "json", "body"]

  init(_ value: JSONValue, at pointer: JSONPointer, _ reader: TemplateReader) throws(ScenarioMistake) {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !Self.members.contains(name) {
      throw .meaningless(name, among: Self.members, at: pointer.appending(name))
    }
    status =
      try object["status"].map { (value) throws(ScenarioMistake) in
        try Self.status(value, at: pointer.appending("status"))
      } ?? 200
    headers =
      try object["headers"].map { (value) throws(ScenarioMistake) in
        try HeaderFields(value, at: pointer.appending("headers"), removes: false, reader)
      } ?? HeaderFields()
    switch (object["json"], object["body"]) {
    case (let json?, nil): body = .json(try TemplatedValue(json, at: pointer.appending("json"), reader))
    case (nil, let text?):
      let place = pointer.appending("body")
      body = .text(try reader.template(try Expected.text(text, at: place), at: place))
    case (nil, nil): body = .none
    case (_?, _?):
      throw ScenarioMistake(pointer.appending("body"), "an answer has \"json\" or \"body\", not both.")
    }
  }

  /// A status that an answer may have.
  static func status(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> Int {
    guard let status = value.integer, (200...599).contains(status) else {
      throw .expected("a status from 200 to 599", value, at: pointer)
    }
    return Int(status)
  }

  /// The answer to one request.
  func response(in context: inout TemplateContext) throws(RuleFailure) -> Response {
    var response = Response(status: status)
    for (name, value) in headers.fields {
      if let value { response.fields.append(name, try value.text(in: &context)) }
    }
    switch body {
    case .none: break
    case .json(let value):
      response.body = JSONWriter.bytes(try value.value(in: &context))
      if response.fields["content-type"] == nil { response.fields.append("content-type", "application/json") }
    case .text(let template):
      response.body = Array(try template.text(in: &context).utf8)
      if response.fields["content-type"] == nil { response.fields.append("content-type", "text/plain; charset=utf-8") }
    }
    return response
  }
}
