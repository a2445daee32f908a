internal import HTTP1
internal import JSON
internal import Simulation

/// Reads the parts of a request pattern, and refuses what it does not know.
struct PatternReader {
  let use: RequestPattern.Use
  /// The operations there are; nil where whoever reads the pattern holds them against something himself.
  var operations: [String]?

  private static let requestMembers = ["operation", "method", "path", "key", "headers", "query", "form", "body"]
  private static let journalMembers = ["kind", "status", "error", "rule", "answer"]
  /// What a rule's `when` has besides, and reads itself.
  private static let ruleMembers = ["nth", "state"]

  private var members: [String] {
    Self.requestMembers + (use == .journal ? Self.journalMembers : Self.ruleMembers)
  }

  /// What is cheap to look at comes first, whatever the order in the file.
  func parts(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [RequestPattern.Part] {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !members.contains(name) {
      throw .meaningless(name, among: members, at: pointer.appending(name))
    }
    var parts: [RequestPattern.Part] = []
    for name in members where !Self.ruleMembers.contains(name) {
      guard let value = object[name] else { continue }
      parts += try part(name, value, at: pointer.appending(name))
    }
    return parts
  }

  private func part(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> [RequestPattern.Part] {
    switch name {
    case "operation": return [.operation(try operations(value, at: pointer))]
    case "method": return [.method(try methods(value, at: pointer))]
    case "path": return [.path(try PathTemplate(Expected.text(value, at: pointer), at: pointer))]
    case "key":
      guard value.isNull || value.string != nil else {
        throw .expected("the name of a key, or null", value, at: pointer)
      }
      return [.key(value.string)]
    case "kind":
      let kind = try Expected.text(value, at: pointer)
      let kinds = JournalEntry.Kind.allCases.map(\.rawValue)
      guard kinds.contains(kind) else {
        throw .choice(kind, among: kinds, at: pointer)
      }
      return [.kind(kind)]
    case "status": return [.status(try statuses(value, at: pointer))]
    case "error": return [.error(try Expected.text(value, at: pointer))]
    case "rule": return [.rule(try Expected.text(value, at: pointer))]
    default: return try matchers(name, value, at: pointer)
    }
  }

  private func matchers(
    _ name: String, _ value: JSONValue, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> [RequestPattern.Part] {
    var parts: [RequestPattern.Part] = []
    for (key, value) in try Expected.object(value, at: pointer) {
      let here = pointer.appending(key)
      let place: MatchPlace =
        switch name {
        case "headers": .header(key.lowercased())
        case "query": .query(key)
        case "form": .form(key)
        case "body": .body(try Self.pointer(key, at: here))
        default: .answer(try Self.pointer(key, at: here))
        }
      parts.append(.value(place, try Matcher(value, at: here, from: place.source)))
    }
    return parts
  }

  private static func pointer(_ text: String, at pointer: JSONPointer) throws(ScenarioMistake) -> JSONPointer {
    do throws(JSONPointer.Malformed) {
      return try JSONPointer(text)
    } catch {
      throw ScenarioMistake(pointer, "expected a JSON Pointer such as \"/to_number\": \(error.description).")
    }
  }

  private func texts(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [String] {
    var texts: [String] = []
    for (value, place) in Expected.list(value, at: pointer) { texts.append(try Expected.text(value, at: place)) }
    guard !texts.isEmpty else { throw .expected("a name, or a list with at least one", value, at: pointer) }
    return texts
  }

  private func operations(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [String] {
    let names = try texts(value, at: pointer)
    guard let operations else { return names }
    for (name, (_, place)) in zip(names, Expected.list(value, at: pointer)) where !operations.contains(name) {
      throw .unknown("operation", name, among: operations, at: place)
    }
    return names
  }

  private func methods(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [String] {
    let names = try texts(value, at: pointer)
    for (name, (_, place)) in zip(names, Expected.list(value, at: pointer)) where Method(name)?.name != name {
      throw .choice(name, among: ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"], at: place)
    }
    return names
  }

  private func statuses(_ value: JSONValue, at pointer: JSONPointer) throws(ScenarioMistake) -> [Int] {
    var codes: [Int] = []
    for (value, place) in Expected.list(value, at: pointer) {
      guard let code = value.integer, (100...599).contains(code) else {
        throw .expected("a status from 100 to 599", value, at: place)
      }
      codes.append(Int(code))
    }
    guard !codes.isEmpty else { throw .expected("a status, or a list with at least one", value, at: pointer) }
    return codes
  }
}
