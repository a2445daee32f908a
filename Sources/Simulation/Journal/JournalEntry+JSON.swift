internal import EventLoop
internal import HTTP1
public import JSON

extension JournalEntry {
  /// The entry as the control API shows it: no secret stands in it.
  ///
  /// Bodies that are JSON stand as values, others as texts, and what is no text in Base64; `body_encoding` says which,
  /// `body_cut` how long a body was of which only the start is kept.
  @LoopActor public func json(in sandbox: Sandbox, _ redaction: Redaction) -> JSONValue {
    if kind == .call { return eventJSON(redaction) }
    let request = request
    let path = redaction.text(path)
    var sent: JSONObject = [
      "method": .string(request.method.name), "path": .string(path),
      "query": Self.grouped(
        QueryItems.parse(request.query).map { (redaction.text($0.name), redaction.parameter($0.name, $0.value)) }),
      "headers": Self.grouped(request.fields.map { (redaction.text($0.name), redaction.field($0.name, $0.value)) }),
    ]
    if kind == .outgoing { sent.append("url", .string(redaction.text(request.target))) }
    Self.append(requestBody, requestCut, isForm: requestIsForm, redaction, to: &sent)
    var response: JSONObject = [
      "status": .integer(answered.response.status),
      "headers": Self.grouped(responseFields.map { ($0.name, redaction.field($0.name, $0.value)) }),
    ]
    Self.append(responseBody, responseCut, isForm: false, redaction, to: &response)
    var entry: JSONObject = [
      "sequence": .integer(sequence), "time": .string(time.rfc3339Exact), "kind": .string(kind.rawValue),
      "operation": JSONValue(answered.operation), "key": JSONValue(sandbox.keyName(of: request)),
      "request": .object(sent), "response": .object(response), "error": JSONValue(answered.error),
      "rules": .array(rules.map { .string($0) }),
      "passed_over": .array(
        answered.passedOver.map { ["rule": .string($0.rule), "why": .string(redaction.text($0.why))] }),
      "hint": JSONValue(answered.hint.map(redaction.hint)),
      "fidelity": JSONValue(responseField("x-ringback-fidelity")), "microseconds": .integer(nanoseconds / 1_000),
    ]
    if let asked = answered.asked {
      entry.append("asked", ["time": .string(asked.time.rfc3339Exact), "after": .integer(asked.after)])
    }
    return .object(entry)
  }

  /// What happened to a call has neither request nor answer.
  private func eventJSON(_ redaction: Redaction) -> JSONValue {
    var event = JSONValue.null
    if case .json(let value)? = requestBody { event = redaction.value(value) }
    return [
      "sequence": .integer(sequence), "time": .string(time.rfc3339Exact), "kind": .string(kind.rawValue),
      "operation": JSONValue(answered.operation), "event": event,
    ]
  }

  /// Pairs as an object; of a name that comes more than once the values are a list.
  private static func grouped(_ pairs: [(name: String, value: String)]) -> JSONValue {
    var object: JSONObject = [:]
    for (name, value) in pairs {
      switch object[name] {
      case nil: object.append(name, .string(value))
      case .array(let values)?: object[name] = .array(values + [.string(value)])
      case let first?: object[name] = [first, .string(value)]
      }
    }
    return .object(object)
  }

  private static func append(
    _ body: JournalBody?, _ cut: BodyCut?, isForm: Bool, _ redaction: Redaction, to object: inout JSONObject
  ) {
    switch body {
    case nil: object.append("body", .null)
    case .json(let value)?:
      object.append("body", redaction.value(value))
      object.append("body_encoding", "json")
    case .text(let text)?:
      object.append("body", .string(isForm ? redaction.form(text) : redaction.text(text)))
      object.append("body_encoding", "text")
    case .binary(let bytes)?:
      object.append("body", .string(Base64Text.encode(redaction.bytes(bytes))))
      object.append("body_encoding", "base64")
    }
    if let cut { object.append("body_cut", ["bytes": .integer(cut.length), "sha256": .string(cut.digest)]) }
  }
}
