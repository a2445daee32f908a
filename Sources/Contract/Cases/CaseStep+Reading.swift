internal import HTTP1
internal import JSON
internal import Scenario

extension CaseStep {
  init(_ value: JSONValue, at pointer: JSONPointer, _ provider: Provider) throws(FileMistake) {
    title = value["title"]?.string
    action = try StepAction(value, at: pointer, provider)
    var capture: [(variable: String, pointer: JSONPointer)] = []
    for (name, place) in value["capture"]?.object ?? [:] {
      do throws(JSONPointer.Malformed) {
        capture.append((name, try JSONPointer(place.string ?? "-")))
      } catch {
        throw FileMistake(pointer.appending("capture").appending(name), error.description + ".")
      }
    }
    self.capture = capture
  }

  /// The names of the variables in its texts.
  var variables: [String] { JSONValue.array(texts).templateVariables.map(\.name) }

  /// Everything in it that stands in texts: of what is sent, and of what is expected.
  var texts: [JSONValue] {
    if case .receive(let reception, _) = action {
      let secret: JSONValue = reception.signature == .valid ? .string(reception.secret) : .null
      return [
        reception.target ?? .null, .object(reception.headers), reception.json ?? .null, reception.text ?? .null, secret,
        reception.reply.json ?? .null,
      ]
    }
    guard let request, let expect else { return [] }
    var body: JSONValue = .null
    switch request.body {
    case .json(let value): body = value
    case .form(let members): body = .object(members)
    case .text(let text): body = .string(text)
    case .none, .raw: break
    }
    return [
      .string(request.path), .object(request.query), .object(request.headers), body, .object(expect.headers),
      expect.json ?? .null, expect.text ?? .null,
    ]
  }
}

extension StepRequest {
  init(_ value: JSONValue, at pointer: JSONPointer, _ provider: Provider) throws(FileMistake) {
    guard let method = value["method"]?.string.flatMap(Method.init) else {
      throw FileMistake(pointer.appending("method"), "this is no method of HTTP.")
    }
    self.provider = value["provider"]?.string.flatMap(Provider.init) ?? provider
    self.method = method
    path = value["path"]?.string ?? "/"
    query = value["query"]?.object ?? [:]
    headers = value["headers"]?.object ?? [:]
    key = value["key"] == nil ? "main" : value["key"]?.string
    if let json = value["json"] {
      body = .json(json)
    } else if let form = value["form"]?.object {
      body = .form(form)
    } else if let text = value["text"]?.string {
      body = .text(text)
    } else if let raw = value["raw"]?.string {
      guard let bytes = Base64.decode(raw) else {
        throw FileMistake(pointer.appending("raw"), "this is not base64.")
      }
      body = .raw(bytes)
    } else {
      body = .none
    }
  }
}

extension Expectation {
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    status = Int(value["status"]?.integer ?? 200)
    headers = value["headers"]?.object ?? [:]
    json = value["json"]
    text = value["text"]
    checksSchema = value["schema"]?.bool ?? true
    timing = value["timing"]?.string.flatMap(Timing.init)
    provenance = try Provenance(value, at: pointer)
    // Read for their mistakes; they are read again with the variables filled in.
    _ = try json.map { value throws(FileMistake) in try Match(value, at: pointer.appending("json")) }
    _ = try text.map { value throws(FileMistake) in try Match(value, at: pointer.appending("text")) }
    for (name, match) in headers { _ = try Match(match, at: pointer.appending("headers").appending(name)) }
  }
}
