internal import EventLoop
internal import HTTP1
internal import JSON
internal import OpenAPI
internal import Scenario
internal import Simulation

extension TwilioAPI {
  /// The error that a rule decides on; one of another vendor's catalogue is for that vendor's requests.
  func ruled(_ verdict: Verdict?, where isHere: (ErrorCatalog.Entry) -> Bool = { _ in true }) -> APIError? {
    verdict?.error { [catalog] name in catalog.errors[name].map(isHere) ?? false }
  }

  /// What a path or a method meets that no operation has.
  func unrouted(_ arrival: Arrival, _ routing: Routing) -> APIError {
    let path = arrival.pathText
    let method = arrival.request.method
    if case .methodNotAllowed = routing {
      switch method {
      case .post: return .notBuilt("placing calls through Twilio's API (POST \(path))")
      case .delete: return .notBuilt("deleting calls (DELETE \(path))")
      default: return APIError("twilio.20004")
      }
    }
    // Without an ending the real service answers XML.
    switch document.route(method: method, path: "\(Self.withoutEnding(path)).json") {
    case .notFound: break
    case .operation, .methodNotAllowed:
      if !path.hasSuffix(".json") { return APIError("twilio.json_only", ["path": Self.withoutEnding(path)]) }
    }
    return APIError(
      "twilio.20404",
      hint:
        "Ringback has no \(method.name) \(HintLine.quoted(path)): of Twilio it answers reading calls and ending them so "
        + "far. The real service may have it.")
  }

  private static func withoutEnding(_ path: String) -> String {
    for ending in [".json", ".xml", ".csv", ".html"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return path
  }

  /// The catalogue's answer to an error.
  func refusal(_ error: APIError, of arrival: Arrival, operation: String?) -> Answered {
    var error = error
    error.parameters.merge(
      [
        "method": arrival.request.method.name, "path": arrival.pathText, "own": arrival.sandbox.twilio.accountSID,
        "account": BasicCredentials(arrival.request)?.user ?? "(none)",
      ]
    ) { own, _ in own }
    let rendered = catalog.errors.render(error, body: Self.body)
    var response = Response(status: rendered.status, fields: rendered.fields, body: rendered.body)
    if catalog.errors[error.name]?.definition["kind"] == "text" {
      response.fields["content-type"] = "text/plain; charset=utf-8"
    }
    response.fields.append("x-ringback-fidelity", Fidelity.stateful.rawValue)
    return Answered(
      response, operation: operation, error: error.name, hint: rendered.hint.isEmpty ? nil : rendered.hint)
  }

  /// The body of an error as the service spells it: keys in alphabetical order, `detail` only where the entry has one.
  private static func body(of entry: ErrorCatalog.Entry, _ error: APIError) -> [UInt8] {
    let message = MessageTemplate.fill(entry.definition["message"]?.string ?? "", error.parameters)
    if entry.definition["kind"] == "text" { return Array(message.utf8) }
    let code = entry.definition["code"]?.integer ?? 0
    var body: JSONObject = ["code": .integer(code)]
    if let detail = entry.definition["detail"] { body.append("detail", detail) }
    body.append("message", .string(message))
    body.append("more_info", .string("https://www.twilio.com/docs/errors/\(code)"))
    body.append("status", .integer(entry.status))
    return Array(PythonJSON.text(.object(body)).utf8)
  }
}

extension APIError {
  /// Something that the real service does and Ringback does not.
  static func notBuilt(_ what: String) -> APIError { APIError("twilio.not_built", ["what": what]) }
}
