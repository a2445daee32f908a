internal import HTTP1
internal import JSON
internal import Simulation

/// What a rule changes in the answer that the request would have got.
struct ResponsePatch: Sendable {
  private enum Edit: Sendable {
    case add(JSONPointer, TemplatedValue)
    case replace(JSONPointer, TemplatedValue)
    case remove(JSONPointer)
  }

  private let status: Int?
  private let headers: HeaderFields
  private let merge: TemplatedValue?
  private let edits: [Edit]

  private static let members = ["status", "headers", "merge", "edits"]

  init(
    _ value: JSONValue, at pointer: JSONPointer, _ reader: TemplateReader, _ limits: Limits
  ) throws(ScenarioMistake) {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !Self.members.contains(name) {
      throw .meaningless(name, among: Self.members, at: pointer.appending(name))
    }
    guard !object.isEmpty else {
      throw .expected("one or more of \(Self.members.joined(separator: ", "))", value, at: pointer)
    }
    status = try object["status"].map { (value) throws(ScenarioMistake) in
      try LiteralResponse.status(value, at: pointer.appending("status"))
    }
    headers =
      try object["headers"].map { (value) throws(ScenarioMistake) in
        try HeaderFields(value, at: pointer.appending("headers"), removes: true, reader)
      } ?? HeaderFields()
    try Self.check(object, at: pointer, limits)
    merge = try object["merge"].map { (value) throws(ScenarioMistake) in
      try TemplatedValue(value, at: pointer.appending("merge"), reader)
    }
    var edits: [Edit] = []
    let place = pointer.appending("edits")
    if let list = object["edits"], list.array == nil { throw .expected("a list of edits", list, at: place) }
    for (index, edit) in (object["edits"]?.array ?? []).enumerated() {
      edits.append(try Self.edit(edit, at: place.appending(index), reader))
    }
    self.edits = edits
  }

  /// Refuses what would take long at every request that the rule shapes.
  private static func check(_ object: JSONObject, at pointer: JSONPointer, _ limits: Limits) throws(ScenarioMistake) {
    if let merge = object["merge"], members(of: merge) > limits.ruleMergeMembers {
      throw ScenarioMistake(
        pointer.appending("merge"),
        "a rule merges at most \(limits.ruleMergeMembers) members (--limit rule-merge-members); found \(members(of: merge))."
      )
    }
    if let count = object["edits"]?.array?.count, count > limits.ruleEdits {
      throw ScenarioMistake(
        pointer.appending("edits"),
        "a rule makes at most \(limits.ruleEdits) edits (--limit rule-edits); found \(count).")
    }
  }

  private static func members(of value: JSONValue) -> Int {
    switch value {
    case .object(let members): members.reduce(members.count) { $0 + Self.members(of: $1.value) }
    case .array(let elements): elements.reduce(elements.count) { $0 + Self.members(of: $1) }
    default: 0
    }
  }

  private static func edit(
    _ value: JSONValue, at pointer: JSONPointer, _ reader: TemplateReader
  ) throws(ScenarioMistake) -> Edit {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !["op", "path", "value"].contains(name) {
      throw .meaningless(name, among: ["op", "path", "value"], at: pointer.appending(name))
    }
    let place = pointer.appending("path")
    let text = try Expected.text(try Expected.member("path", of: object, at: pointer), at: place)
    guard let path = try? JSONPointer(text) else {
      throw ScenarioMistake(place, "expected a JSON Pointer such as \"/agent_id\"; found \"\(text)\".")
    }
    let operation = try Expected.text(try Expected.member("op", of: object, at: pointer), at: pointer.appending("op"))
    switch (operation, object["value"]) {
    case ("remove", nil): return .remove(path)
    case ("remove", _?): throw ScenarioMistake(pointer.appending("value"), "\"remove\" has no value.")
    case ("add", let value?): return .add(path, try TemplatedValue(value, at: pointer.appending("value"), reader))
    case ("replace", let value?):
      return .replace(path, try TemplatedValue(value, at: pointer.appending("value"), reader))
    case ("add", nil), ("replace", nil):
      throw ScenarioMistake(pointer.appending("value"), "\"\(operation)\" needs a value.")
    default: throw .choice(operation, among: ["add", "replace", "remove"], at: pointer.appending("op"))
    }
  }

  /// Changes the answer, or nothing where it cannot.
  func apply(to response: inout Response, in context: inout TemplateContext) throws(RuleFailure) {
    var changed = response
    if let status { changed.status = status }
    if merge != nil || !edits.isEmpty { changed.body = try body(of: response, in: &context) }
    changed.spreadPreset()
    for (name, value) in headers.fields {
      changed.fields[name] = try value.map { (template) throws(RuleFailure) in try template.text(in: &context) }
    }
    response = changed
  }

  private func body(of response: Response, in context: inout TemplateContext) throws(RuleFailure) -> [UInt8] {
    guard var body = try? JSONParser().parse(response.body) else {
      throw RuleFailure("its patch found no JSON in the answer, which has status \(response.status)")
    }
    if let merge { body.applyMergePatch(try merge.value(in: &context)) }
    for edit in edits {
      let (isDone, path): (Bool, JSONPointer)
      switch edit {
      case .add(let place, let value): (isDone, path) = (body.add(try value.value(in: &context), at: place), place)
      case .replace(let place, let value):
        (isDone, path) = (body.replace(try value.value(in: &context), at: place), place)
      case .remove(let place): (isDone, path) = (body.remove(at: place), place)
      }
      guard isDone else {
        throw RuleFailure("its patch found nothing at \(path) in the answer, which has status \(response.status)")
      }
    }
    return JSONWriter.bytes(body)
  }
}
