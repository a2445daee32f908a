internal import JSON
internal import Scenario

/// A scenario as a person reads it.
enum Screenplay {
  static func text(_ file: ScenarioFile) -> String {
    var lines = ["\(file.name): \(file.title)", ""]
    if !file.report.isEmpty { lines += ["Report  \(file.report)"] }
    if !file.fix.isEmpty { lines += ["Fix     \(file.fix)"] }
    if let note = file.note { lines += ["Note    \(note)"] }
    if !file.extends.isEmpty { lines += ["Extends \(file.extends.joined(separator: ", "))"] }
    for example in file.examples { lines += [""] + scene(example) }
    lines += ["", "Run it: ringback serve --scenario \(file.name)"]
    return lines.joined(separator: "\n")
  }

  private static func scene(_ example: ScenarioFile.Example) -> [String] {
    let key = example.key.map { " as \"\($0)\"" } ?? " without a key"
    var lines = ["  \(example.title)", "    \(example.method) \(example.path)\(key)"]
    lines += example.headers.map { "    \($0.name): \($0.value)" }
    if let json = example.json { lines.append("    \(json)") }
    lines.append("    -> \(example.status)\(example.answer.map { " \($0)" } ?? "")")
    if let hint = example.hint { lines.append("       hint: ... \(hint) ...") }
    return lines
  }
}
