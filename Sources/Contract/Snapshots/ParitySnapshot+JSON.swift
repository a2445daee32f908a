internal import HTTP1
internal import JSON
internal import Patterns

extension ParitySnapshot.Answer {
  /// Fields of the connection and of the day.
  private static let untold: Set<String> = [
    "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie", "content-encoding", "age",
  ]
  init(_ step: StepResult, _ answer: ExchangeAnswer, _ normaliser: inout Normaliser) {
    request = "\(step.method) \(normaliser.text(step.target))"
    operation = step.operation ?? request
    status = answer.status
    var headers: JSONObject = [:]
    for name in Set(answer.fields.map(\.name)).sorted() {
      // A Ringback's own fields are no part of what it stands in for.
      let isTold = !Self.untold.contains(name) && !name.hasPrefix("x-ringback-")
      guard step.isDelivery ? step.told.contains(name) : isTold else { continue }
      let value = answer.fields.values(named: name).joined(separator: ", ")
      headers.append(name, .string(normaliser.text(value, key: name)))
    }
    self.headers = headers
    var text: String?
    if answer.body.isEmpty {
      body = .null
    } else if let json = answer.json {
      body = normaliser.value(json)
      // Texts of objects say nothing of what is to be replaced in them, so only harmless ones are kept.
      if body == json, JSONWriter.bytes(json) != answer.body { text = answer.text }
    } else {
      let isTable = answer.fields["content-type"]?.hasPrefix(Normaliser.table) ?? false
      body = .string(normaliser.text(answer.text, key: isTable ? Normaliser.table : ""))
    }
    self.text = text
  }

  /// `{"request", "operation", "status", "headers", "body", "text"?}`.
  init(_ value: JSONValue) {
    request = value["request"]?.string ?? ""
    operation = value["operation"]?.string ?? request
    status = Int(value["status"]?.integer ?? 0)
    headers = value["headers"]?.object ?? [:]
    body = value["body"] ?? .null
    text = value["text"]?.string
  }

  var json: JSONValue {
    var json: JSONObject = [
      "request": .string(request), "operation": .string(operation), "status": .integer(status),
      "headers": .object(headers), "body": body,
    ]
    if let text { json.append("text", .string(text)) }
    return .object(json)
  }

  /// The answer as a service would have given it.
  var replayed: ExchangeAnswer {
    var fields = Fields()
    for (name, value) in headers { fields.append(name, Denormaliser.text(value.string ?? "")) }
    let type = headers["content-type"]?.string ?? ""
    let isJSON = type.contains(text: "json") && !type.contains(text: "ndjson")
    let bytes: [UInt8]
    switch body {
    case .null: bytes = []
    case .string(let text) where !isJSON: bytes = Array(Denormaliser.text(text).utf8)
    default: bytes = text.map { Array($0.utf8) } ?? JSONWriter.bytes(Denormaliser.value(body))
    }
    fields.append("content-length", String(bytes.count))
    return ExchangeAnswer(status: status, fields: fields, body: bytes)
  }
}

extension ParitySnapshot.Case {
  /// `{"case", "variables", "answers": {STEP: ANSWER}}`.
  init(_ value: JSONValue) {
    variables = value["variables"]?.object ?? [:]
    answers = (value["answers"]?.object ?? [:]).map { ($0.key, ParitySnapshot.Answer($0.value)) }
  }

  func json(_ id: String) -> JSONValue {
    let steps = JSONObject(answers.map { ($0.step, $0.answer.json) })
    return ["case": .string(id), "variables": .object(variables), "answers": .object(steps)]
  }
}

extension ParitySnapshot.Origin {
  /// Where a run's answers come from; a recording stays what it was made on.
  public init(_ run: RunResult, kind: TargetKind, recording: ParitySnapshot.Origin? = nil) {
    self = recording ?? Self(target: run.target, kind: kind, date: run.date, version: run.version)
  }

  init?(_ value: JSONValue) {
    guard let kind = value["kind"]?.string.flatMap(TargetKind.init), let target = value["target"]?.string else {
      return nil
    }
    self.init(
      target: target, kind: kind, date: value["date"]?.string ?? "", version: value["version"]?.string ?? "")
  }

  var json: JSONValue {
    [
      "target": .string(target), "kind": .string(kind.rawValue), "parity": .bool(isParity), "date": .string(date),
      "version": .string(version),
    ]
  }
}
