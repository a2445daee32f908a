internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Patterns
internal import Simulation

/// A call of a server tool on its way to the app: what the scenario says, the tool's constants, and variables.
///
/// Source: the shape of `api_schema` in the vendor's document of 2026-08. What the model would make up for a required parameter that
/// nobody gives is a sample of its type.
struct ServerToolCall {
  let tool: AgentTool
  let requestID: String
  /// The values by parameter, wherever they go.
  private(set) var parameters: JSONObject = [:]
  private(set) var url = ""
  private(set) var body: [UInt8] = []
  private var path: JSONObject = [:]
  private var query: JSONObject = [:]

  private var schema: JSONValue { tool.config["api_schema"] ?? [:] }
  var method: String { schema["method"]?.string ?? "GET" }
  private var isForm: Bool { schema["content_type"]?.string == "application/x-www-form-urlencoded" }

  init(
    _ tool: AgentTool, with given: JSONObject, requestID: String, in session: Session
  ) throws(Placeholders.TooLong) {
    self.tool = tool
    self.requestID = requestID
    let values = Values(given: given, session: session)
    for (name, property) in schema["path_params_schema"]?.object ?? [:] {
      path[name] = try values.value(of: name, property, isRequired: true)
    }
    let queried = schema["query_params_schema"]
    let required = queried?["required"]?.array?.compactMap(\.string) ?? []
    for (name, property) in queried?["properties"]?.object ?? [:] {
      query[name] = try values.value(of: name, property, isRequired: required.contains(name))
    }
    var sent: JSONValue?
    if let described = schema["request_body_schema"], !described.isNull {
      sent = try values.object(described, given: given)
    }
    parameters.merge(path)
    parameters.merge(query)
    parameters.merge(sent?.object ?? [:])
    url = try address(in: session)
    if let sent { body = isForm ? Self.form(sent.object ?? [:]) : JSONWriter.bytes(sent) }
  }

  private func address(in session: Session) throws(Placeholders.TooLong) -> String {
    var url = try session.filledWithSecrets(schema["url"]?.string ?? "")
    for (name, value) in path {
      let pieces = url.pieces(betweenText: "{\(name)}")
      let words = PercentCoding.encode(Placeholders.words(value))
      let most = session.limits.filledTextBytes
      guard words.utf8.count.multipliedSaturating(by: pieces.count - 1).addingSaturating(url.utf8.count) <= most else {
        throw Placeholders.TooLong.text(most)
      }
      url = pieces.joined(separator: words)
    }
    guard !query.isEmpty else { return url }
    return url + (url.contains("?") ? "&" : "?") + String(decoding: Self.form(query), as: UTF8.self)
  }

  private static func form(_ values: JSONObject) -> [UInt8] {
    let pairs = values.map { name, value in
      "\(PercentCoding.encode(name))=\(PercentCoding.encode(Placeholders.words(value)))"
    }
    return Array(pairs.joined(separator: "&").utf8)
  }

  /// The request; `secret` tells the value of a secret of the workspace's.
  func letter(in session: Session, secret: (String) -> String?) throws(Placeholders.TooLong) -> Letter {
    var fields = Fields()
    if !body.isEmpty {
      fields.append("content-type", isForm ? "application/x-www-form-urlencoded" : "application/json")
    }
    for (name, value) in schema["request_headers"]?.object ?? [:] {
      let text: String?
      if let literal = value.string {
        text = try session.filledWithSecrets(literal)
      } else if let id = value["secret_id"]?.string {
        text = secret(id)
      } else {
        let bound = try value["variable_name"]?.string.map { name throws(Placeholders.TooLong) in
          try session.boundValue(of: name)
        }
        text = (bound ?? nil).map(Placeholders.words)
      }
      if let text { fields[name.lowercased()] = text }
    }
    return Letter(
      "server_tool", Method(method) ?? .get, url, fields: fields, body: body,
      timeout: Duration(clampingSeconds: tool.patience))
  }

  /// The element of `tool_calls`.
  ///
  /// `tool_details` is the webhook's by the vendor's document; headers are left out of it, since they hold secrets.
  var json: JSONValue {
    [
      "type": "webhook", "request_id": .string(requestID), "tool_name": .string(tool.name),
      "tool_id": JSONValue(tool.id), "params_as_json": .string(PythonJSON.text(.object(parameters))),
      "tool_has_been_called": true,
      "tool_details": [
        "type": "webhook", "method": .string(method), "url": .string(url), "headers": [:],
        "path_params": Self.texts(path), "query_params": Self.texts(query),
        "body": body.isEmpty ? .null : .string(String(decoding: body, as: UTF8.self)),
      ],
    ]
  }

  private static func texts(_ values: JSONObject) -> JSONValue {
    .object(JSONObject(values.map { ($0.key, .string(Placeholders.words($0.value))) }))
  }
}

/// Where the values of a tool's parameters come from.
private struct Values {
  let given: JSONObject
  let session: Session

  /// By the scenario, as a constant, from a variable, or, where it is required, a sample; nil leaves it out.
  func value(
    of name: String, _ property: JSONValue, isRequired: Bool
  ) throws(Placeholders.TooLong) -> JSONValue? {
    if let value = given[name] { return try filled(value) }
    if let constant = property["constant_value"], !constant.isNull, constant != "" { return try filled(constant) }
    if let variable = property["dynamic_variable"]?.string, !variable.isEmpty {
      return try session.boundValue(of: variable)
    }
    if property["properties"] != nil { return try object(property, given: [:]) }
    return isRequired ? sample(name, property) : .none
  }

  func object(_ schema: JSONValue, given: JSONObject) throws(Placeholders.TooLong) -> JSONValue {
    var object: JSONObject = [:]
    let required = schema["required"]?.array?.compactMap(\.string) ?? []
    for (name, property) in schema["properties"]?.object ?? [:] {
      object[name] = try value(of: name, property, isRequired: required.contains(name))
    }
    return .object(object)
  }

  private func filled(_ value: JSONValue) throws(Placeholders.TooLong) -> JSONValue {
    switch value {
    case .string(let text): return .string(try session.filled(text))
    case .array(let elements):
      return .array(try elements.map { element throws(Placeholders.TooLong) in try filled(element) })
    case .object(let members):
      return .object(
        JSONObject(try members.map { member throws(Placeholders.TooLong) in (member.key, try filled(member.value)) }))
    default: return value
    }
  }

  private func sample(_ name: String, _ property: JSONValue) -> JSONValue {
    if let first = property["enum"]?.array?.first { return first }
    switch property["type"]?.string {
    case "integer": return 1
    case "number": return 1.5
    case "boolean": return true
    case "array": return []
    case "object": return [:]
    default: return .string(name)
    }
  }
}
