internal import HTTP1
internal import JSON
internal import Scenario

extension StepAction {
  /// The members of a step of which it has one.
  private static let kinds = ["request", "until", "pass", "receive"]

  /// Reads what a step does, and refuses members that belong to another kind of step.
  init(_ value: JSONValue, at pointer: JSONPointer, _ provider: Provider) throws(FileMistake) {
    let found = Self.kinds.filter { value[$0] != nil }
    guard let kind = found.first else {
      throw FileMistake(pointer, "a step has one of \(Self.kinds.joined(separator: ", ")).")
    }
    guard found.count == 1 else {
      throw FileMistake(pointer.appending(found[1]), "a step with \"\(kind)\" cannot have \"\(found[1])\" as well.")
    }
    try Self.check(value, of: kind, at: pointer)
    let content = value[kind] ?? [:]
    let place = pointer.appending(kind)
    switch kind {
    case "request":
      guard let expect = value["expect"] else {
        throw FileMistake(pointer.appending("expect"), "this member is required.")
      }
      self = .request(
        try StepRequest(content, at: place, provider), try Expectation(expect, at: pointer.appending("expect")))
    case "until":
      let request = try StepRequest(content["request"] ?? [:], at: place.appending("request"), provider)
      guard [.get, .head].contains(request.method) else {
        let method = place.appending("request").appending("method")
        throw FileMistake(method, "what is repeated must change nothing: GET or HEAD.")
      }
      self = .until(
        request, try Expectation(content["expect"] ?? [:], at: place.appending("expect")),
        Patience(value, seconds: 120, period: 2))
    case "pass": self = .pass(seconds: content["seconds"]?.real ?? 0)
    default: self = .receive(try Reception(content, at: place), Patience(value, seconds: 60, period: 1))
    }
  }

  private static func check(_ value: JSONValue, of kind: String, at pointer: JSONPointer) throws(FileMistake) {
    let owners = [
      "expect": ["request"], "within_seconds": ["until", "receive"], "every_seconds": ["until", "receive"],
      "capture": ["request", "until", "receive"],
    ]
    for (name, _) in value.object ?? [:] {
      guard let owners = owners[name], !owners.contains(kind) else { continue }
      throw FileMistake(
        pointer.appending(name),
        "a step with \"\(kind)\" has no \"\(name)\": that is for \(owners.joined(separator: ", ")).")
    }
    if kind == "receive", value["receive"]?["never"]?.bool == true, value["capture"] != nil {
      throw FileMistake(pointer.appending("capture"), "nothing can be kept of what never comes.")
    }
  }
}

extension Patience {
  init(_ value: JSONValue, seconds: Double, period: Double) {
    self.seconds = value["within_seconds"]?.real ?? seconds
    self.period = value["every_seconds"]?.real ?? period
  }
}

extension Reception {
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    event = value["event"]?.string ?? ""
    isNever = value["never"]?.bool ?? false
    method = value["method"]?.string
    target = value["target"]
    headers = value["headers"]?.object ?? [:]
    json = value["json"]
    text = value["text"]
    signature = value["signature"]?.string.flatMap(Signature.init)
    secret = value["secret"]?.string ?? Self.usualSecret
    reply = Reply(status: Int(value["answer"]?["status"]?.integer ?? 200), json: value["answer"]?["json"])
    provenance = try Provenance(value, at: pointer)
    if isNever {
      for name in ["method", "target", "headers", "json", "text", "signature", "secret", "answer"]
      where value[name] != nil {
        throw FileMistake(pointer.appending(name), "what never comes has no \"\(name)\".")
      }
    }
    if value["secret"] != nil, signature != .valid {
      throw FileMistake(pointer.appending("secret"), "a secret is for \"signature\": \"valid\".")
    }
    // Read for their mistakes; they are read again with the variables filled in.
    for (name, match) in [("json", json), ("text", text), ("target", target)] {
      _ = try match.map { value throws(FileMistake) in try Match(value, at: pointer.appending(name)) }
    }
    for (name, match) in headers { _ = try Match(match, at: pointer.appending("headers").appending(name)) }
  }
}

extension Provenance {
  /// Reads the member `provenance` of an expectation.
  init(_ value: JSONValue, at pointer: JSONPointer) throws(FileMistake) {
    let words = value["provenance"]?.string ?? ""
    guard let provenance = Provenance(words) else {
      throw FileMistake(
        pointer.appending("provenance"),
        "expected live-verified DATE, spec DATE, docs, field-report or assumed; found \"\(words)\".")
    }
    self = provenance
  }
}
