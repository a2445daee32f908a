internal import JSON
internal import Scenario
internal import Simulation
internal import Simulator

/// A scenario as a person reads it: the report, who is there, what happens to which request, and scenes that show it.
enum Screenplay {
  static func text(_ file: ScenarioFile) -> String {
    var lines = ["\(file.name): \(file.title)", ""]
    if !file.report.isEmpty { lines += ["Report  \(file.report)"] }
    if !file.fix.isEmpty { lines += ["Fix     \(file.fix)"] }
    if let note = file.note { lines += ["Note    \(note)"] }
    if !file.extends.isEmpty { lines += ["Extends \(file.extends.joined(separator: ", "))"] }
    lines += section("Who and what is there", cast(file.content))
    lines += section("Who picks up", (file.content["people"]?.object ?? [:]).flatMap(PersonWords.lines))
    for (name, script) in file.content["agents"]?.object ?? [:] {
      lines += section("What \"\(name)\" says", AgentWords.lines(script))
    }
    lines += section("What happens", (file.content["rules"]?.array ?? []).map(RuleWords.sentence))
    for example in file.examples { lines += [""] + scene(example) }
    lines += ["", "Run it: ringback serve --scenario \(file.origin == .shipped ? file.name : file.path)"]
    return lines.joined(separator: "\n")
  }

  private static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title] + lines.map { "  \($0)" }
  }

  /// The objects and settings that the file itself names.
  private static func cast(_ content: JSONObject) -> [String] {
    var lines: [String] = []
    for (vendor, section) in content["world"]?.object ?? [:] {
      for (kind, value) in section.object ?? [:] {
        guard let objects = value.object, !["user", "subscription"].contains(kind) else {
          lines.append("\(vendor) \(kind): \(value)")
          continue
        }
        for (name, object) in objects { lines.append("\(vendor) \(kind) \"\(name)\"\(detail(kind, object))") }
      }
    }
    for (vendor, settings) in content["settings"]?.object ?? [:] {
      for (name, value) in settings.object ?? [:] { lines.append("\(vendor) setting \(name): \(value)") }
    }
    if let time = content["time"]?.string { lines.append("the clock stands still at \(time)") }
    return lines
  }

  private static func detail(_ kind: String, _ object: JSONValue) -> String {
    if object.isNull { return " is not there" }
    if kind == "keys" {
      if let error = object["refused_with"]?.string { return " is refused with \(error)" }
      guard let scopes = object["permissions"]?.array else { return " may do everything" }
      return " may do \(scopes.isEmpty ? "nothing" : scopes.compactMap(\.string).joined(separator: ", "))"
    }
    let told = ["name", "phone_number", "provider", "agent", "status"].compactMap { member in
      object[member]?.string.map { "\(member) \($0)" }
    }
    return told.isEmpty ? "" : ": \(told.joined(separator: ", "))"
  }

  private static func scene(_ example: ScenarioFile.Example) -> [String] {
    let key = example.key.map { " as \"\($0)\"" } ?? " without a key"
    var lines = ["  \(example.title)", "    \(example.method) \(example.path)\(key)"]
    lines += example.headers.map { "    \($0.name): \(Redaction.all.field($0.name, $0.value))" }
    if let json = example.json { lines.append("    \(json)") }
    if let body = example.body { lines.append("    \(body)") }
    guard !example.fails else { return lines + ["    -> no whole answer: the connection breaks"] }
    lines.append("    -> \(example.status)\(example.answer.map { " \($0)" } ?? "")")
    lines += example.answerHeaders.map { "       \($0.name): \(Redaction.all.field($0.name, $0.value))" }
    if let hint = example.hint { lines.append("       hint: ... \(hint) ...") }
    return lines
  }
}
