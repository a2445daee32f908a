internal import HTTP1
internal import JSON

/// The path, query and header parameters of an operation.
final class OperationParameters {
  struct Parameter {
    let name: String
    let schema: Schema
    let isRequired: Bool
    let isList: Bool
    /// What stands in for an absent one.
    let fill: JSONValue
  }

  private let path: [Parameter]
  private let query: [Parameter]
  private let headers: [Parameter]
  /// What a request without query gets; nil when a parameter is required.
  private let queryDefaults: JSONObject?

  init(declared: [JSONValue], document: Document) {
    let resolved = declared.map(document.resolved)
    func parameters(in place: JSONValue) -> [Parameter] {
      resolved.filter { $0["in"] == place }.compactMap { json in
        guard let name = json["name"]?.string else { return nil }
        let schema = document.compile(json["schema"] ?? [:])
        return Parameter(
          name: name, schema: schema, isRequired: json["required"]?.bool ?? false, isList: Self.isList(schema),
          fill: json["schema"]?["default"] ?? .null)
      }
    }
    path = parameters(in: "path")
    query = parameters(in: "query")
    headers = parameters(in: "header")
    queryDefaults =
      query.contains(where: \.isRequired) ? nil : JSONObject(query.map { ($0.name, $0.fill) })
  }

  var isEmpty: Bool { path.isEmpty && query.isEmpty && headers.isEmpty }

  private static func isList(_ schema: Schema) -> Bool {
    switch schema.target.kind {
    case .list: true
    case .optional(let inner): isList(inner)
    default: false
    }
  }

  /// Fills `input` and adds what does not fit to `issues`.
  func check(
    _ request: Request, pathParameters: [String: String], into input: inout OperationInput.Parameters,
    _ issues: inout [ValidationIssue]
  ) {
    if !path.isEmpty {
      input.path = check(path, "path", &issues) { parameter in
        pathParameters[parameter.name].map { .string($0) }
      }
    }
    if !query.isEmpty {
      if let queryDefaults, !request.hasQuery {
        input.query = queryDefaults
      } else {
        let items = QueryItems.parse(request.query)
        input.query = check(query, "query", &issues) { parameter in
          guard parameter.isList else { return items.last { $0.name == parameter.name }.map { .string($0.value) } }
          let values = items.filter { $0.name == parameter.name }.map { JSONValue.string($0.value) }
          return values.isEmpty ? nil : .array(values)
        }
      }
    }
    if !headers.isEmpty {
      input.headers = check(headers, "header", &issues) { parameter in
        request.field(parameter.name.lowercased()).map { .string($0) }
      }
    }
  }

  private func check(
    _ parameters: [Parameter], _ place: JSONValue, _ issues: inout [ValidationIssue],
    value: (Parameter) -> JSONValue?
  ) -> JSONObject {
    var found: [JSONObject.Element] = []
    found.reserveCapacity(parameters.count)
    var run = Validation()
    for parameter in parameters {
      let mark = run.issues.count
      if let sent = value(parameter) {
        found.append((parameter.name, parameter.schema.check(sent, &run)))
      } else if parameter.isRequired {
        run.fail("missing", "Field required", .null)
      } else {
        found.append((parameter.name, parameter.fill))
      }
      run.locate(from: mark, .string(parameter.name))
    }
    if !run.issues.isEmpty { issues += run.located(under: [place]) }
    return JSONObject(members: found)
  }
}
