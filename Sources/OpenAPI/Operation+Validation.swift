public import HTTP1
public import JSON

extension Operation {
  /// Checks a request as FastAPI would: the parameters and the body converted, defaults filled in, or why not.
  ///
  /// `pathParameters` are those that ``Document/route(method:path:)`` found. A body that cannot be parsed is reported alone,
  /// before anything else is looked at. `parsedBody` is the body as a value, where it has been taken apart already.
  public func validate(
    _ request: Request, pathParameters: [String: String], parsedBody: JSONValue? = .none
  ) -> Result<OperationInput, Refusal> {
    if takesNothing { return .success(.nothing) }
    let body = body
    let parameters = parameters
    var input = OperationInput.Parameters()
    var converted: JSONValue?
    var sent = OperationBody.Sent.nothing
    if body.isMultipart {
      do throws(MultipartForm.Refusal) {
        sent = .json(.object(try Self.fields(of: request)))
      } catch {
        return .failure(.unreadableForm(error.message))
      }
    } else if body.isDeclared, !request.body.isEmpty {
      switch Self.parse(request, parsedBody) {
      case .success(let read): sent = read
      case .failure(let refusal): return .failure(refusal)
      }
    }
    var issues: [ValidationIssue] = []
    parameters.check(request, pathParameters: pathParameters, into: &input, &issues)
    if body.isDeclared {
      var run = Validation()
      converted = body.check(sent, &run)
      if !run.issues.isEmpty { issues += run.located(under: ["body"]) }
    }
    guard issues.isEmpty else { return .failure(.invalid(issues)) }
    if body.hasSecondPass, var value = converted {
      // The only holder of the value that is taken apart.
      converted = .none
      var run = Validation()
      body.checkSecondPass(&value, &run)
      guard run.issues.isEmpty else { return .failure(.secondPass(run.located())) }
      converted = value
    }
    return .success(OperationInput(input, body: converted, rawBody: body.isDeclared ? sent.value : .none))
  }

  /// The parts of a form as texts, files included; none where the body is no form.
  ///
  /// An empty text stands for none, and of two parts with one name the last counts, as FastAPI reads forms.
  private static func fields(of request: Request) throws(MultipartForm.Refusal) -> JSONObject {
    let parts = try MultipartForm.parse(request.body, contentType: request.field("content-type")) ?? []
    let last = Dictionary(parts.map { ($0.name, $0) }) { _, last in last }
    let isAbsent = { (part: FormPart) in part.fileName == nil && part.bytes.isEmpty }
    var seen: Set<String> = []
    var fields: JSONObject = [:]
    for part in parts where seen.insert(part.name).inserted {
      guard let part = last[part.name], !isAbsent(part) else { continue }
      fields.append(part.name, .string(part.text))
    }
    return fields
  }

  /// How many members an object of a request may have: what is merged and looked up grows with it.
  private static let maxMembers = 20_000

  private static func parse(_ request: Request, _ parsed: JSONValue?) -> Result<OperationBody.Sent, Refusal> {
    guard isJSON(request.field("content-type")) else {
      return .success(.text(String(decoding: request.body, as: UTF8.self)))
    }
    if let parsed { return .success(.json(parsed)) }
    do throws(JSONFailure) {
      return .success(.json(try JSONParser(limits: .init(maxMembers: maxMembers)).parse(request.body)))
    } catch {
      if error.kind == .outOfMemory { return .failure(.outOfMemory) }
      if error.kind == .tooManyMembers { return .failure(.tooManyMembers(error.message)) }
      guard error.kind != .invalidUTF8, error.kind != .tooDeep,
        let (offset, words) = PythonJSONDecoder.failure(in: request.body)
      else { return .failure(.unparseableBody) }
      return .failure(
        .invalid([
          ValidationIssue(
            type: "json_invalid", location: ["body", .integer(offset)], message: "JSON decode error", input: [:],
            context: ["error": .string(words)])
        ]))
    }
  }

  /// Whether a content type says JSON: `application/json` or `application/…+json`, parameters aside.
  public static func isJSON(_ field: String?) -> Bool {
    guard let field else { return false }
    if field == "application/json" { return true }
    let type = field.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard type.hasPrefix("application/") else { return false }
    return type == "application/json" || type.hasSuffix("+json")
  }
}

extension Operation {
  /// What in an answer does not fit the document; locations start with `response`.
  ///
  /// Strict: nothing is converted (though an integer is a number), undeclared members are reported unless
  /// `additionalProperties` allows them. An undeclared status of 400 and above passes: error bodies have a catalogue of
  /// their own.
  public func checkResponse(status: Int, body: JSONValue?) -> [ValidationIssue] {
    var run = Validation(checksResponse: true)
    switch (responseSchema(status: status), body) {
    case (nil, _):
      if status < 400 { run.fail("undeclared_status", "The document declares no answer \(status)", body ?? .null) }
    case (.some(nil), _): break
    case (.some(.some), nil): run.fail("missing", "Field required", .null)
    case (.some(.some(let schema)), .some(let body)): _ = schema.check(body, &run)
    }
    return run.located(under: ["response"])
  }

  /// An answer made from the schema, or nil where the document declares no JSON body for `status`.
  ///
  /// Examples, defaults and enumerations of the document come first, the rest is plausible by name and format. The same
  /// generator state gives the same answer.
  public func sample(status: Int, using generator: inout some RandomNumberGenerator) -> JSONValue? {
    guard case .some(.some(let schema)) = responseSchema(status: status) else { return nil }
    return SampleGenerator.sample(schema, using: &generator)
  }
}
