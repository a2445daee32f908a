internal import HTTP1
internal import JSON
internal import Scenario

extension ContractCase {
  /// Reads a case that has passed the schema; what the schema cannot say is looked at here.
  init(_ value: JSONValue, at pointer: JSONPointer, file: String) throws(FileMistake) {
    id = value["id"]?.string ?? ""
    purpose = value["purpose"]?.string ?? ""
    let word = value["class"]?.string ?? ""
    guard let known = CaseClass(rawValue: word) else {
      throw .unknown("class", word, among: CaseClass.allCases.map(\.rawValue), at: pointer.appending("class"))
    }
    caseClass = known
    tags = value["tags"]?.array?.compactMap(\.string) ?? []
    operations = value["operations"]?.array?.compactMap(\.string) ?? []
    errors = value["errors"]?.array?.compactMap(\.string) ?? []
    needs = CaseNeeds(value["needs"])
    self.file = file
    var variables = Set(Variables.provided)
    steps = try Self.steps(value["steps"], at: pointer.appending("steps"), known, &variables)
    cleanup = try Self.steps(value["cleanup"], at: pointer.appending("cleanup"), .writes, &variables)
  }

  private static func steps(
    _ list: JSONValue?, at pointer: JSONPointer, _ caseClass: CaseClass, _ variables: inout Set<String>
  ) throws(FileMistake) -> [CaseStep] {
    var steps: [CaseStep] = []
    for (index, value) in (list?.array ?? []).enumerated() {
      let place = pointer.appending(index)
      // A name that only a later step captures cannot be filled in here.
      for part in ["request", "expect"] {
        for (name, inner) in value[part]?.templateVariables ?? [] where !variables.contains(name) {
          let at = JSONPointer(tokens: place.appending(part).tokens + inner.tokens)
          let mistake = FileMistake.unknown("variable", name, among: variables.sorted(), at: at)
          throw FileMistake(at, "\(mistake.message) A literal {{ is written {{{{.")
        }
      }
      let step = try CaseStep(value, at: place)
      variables.formUnion(step.capture.map(\.variable))
      let changes = ![Method.get, .head, .options].contains(step.request.method)
      if caseClass == .readOnly, changes, step.expect.status < 300 {
        throw FileMistake(
          place, "a read-only case must not send \(step.request.method) and expect \(step.expect.status).")
      }
      steps.append(step)
    }
    return steps
  }

  /// The variables that its texts name or that it says it needs, and that no step of it captures.
  var neededVariables: [String] {
    var known = Set<String>()
    var needed = needs.variables
    for step in steps + cleanup {
      needed += step.variables.filter { !known.contains($0) && !needed.contains($0) }
      known.formUnion(step.capture.map(\.variable))
    }
    return needed
  }

  /// The names of the keys that its requests are sent with.
  var keys: Set<String> { Set((steps + cleanup).compactMap(\.request.key)) }
}

extension CaseStep {
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    title = value["title"]?.string
    request = try StepRequest(value["request"] ?? [:], at: pointer.appending("request"))
    expect = try Expectation(value["expect"] ?? [:], at: pointer.appending("expect"))
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
  var variables: [String] {
    var body: JSONValue = .null
    switch request.body {
    case .json(let value): body = value
    case .text(let text): body = .string(text)
    case .none, .raw: break
    }
    let all: JSONValue = [
      .string(request.path), .object(request.query), .object(request.headers), body, .object(expect.headers),
      expect.json ?? .null, expect.text ?? .null,
    ]
    return all.templateVariables.map(\.name)
  }
}

extension StepRequest {
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    guard let method = value["method"]?.string.flatMap(Method.init) else {
      throw FileMistake(pointer.appending("method"), "this is no method of HTTP.")
    }
    self.method = method
    path = value["path"]?.string ?? "/"
    query = value["query"]?.object ?? [:]
    headers = value["headers"]?.object ?? [:]
    key = value["key"] == nil ? "main" : value["key"]?.string
    if let json = value["json"] {
      body = .json(json)
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
    let words = value["provenance"]?.string ?? ""
    guard let provenance = Provenance(words) else {
      throw FileMistake(
        pointer.appending("provenance"),
        "expected live-verified DATE, spec DATE, docs, field-report or assumed; found \"\(words)\".")
    }
    self.provenance = provenance
    // Read for their mistakes; they are read again with the variables filled in.
    _ = try json.map { value throws(FileMistake) in try Match(value, at: pointer.appending("json")) }
    _ = try text.map { value throws(FileMistake) in try Match(value, at: pointer.appending("text")) }
    for (name, match) in headers { _ = try Match(match, at: pointer.appending("headers").appending(name)) }
  }
}
