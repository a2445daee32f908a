public import JSON
internal import OpenAPI

/// The one description of what a kind of file may say, such as `scenarios/scenario.schema.json`.
public struct FileSchema: Sendable {
  private let text: [UInt8]
  private let kind: String

  /// A schema by its text; it is read when a file is first held against it.
  ///
  /// `kind` says in the plural what the files are, such as `scenarios`.
  public init(_ text: [UInt8], of kind: String) {
    self.text = text
    self.kind = kind
  }

  /// The first mistake in what a file says; nil where there is none.
  public func mistake(in content: JSONValue) -> FileMistake? {
    let schema: JSONSchema
    do {
      schema = try JSONSchema(text)
    } catch {
      return FileMistake(JSONPointer(tokens: []), "the schema of \(kind) cannot be read: \(error)")
    }
    // The deepest mistake is the one that a union's other members do not merely repeat.
    // Of equally deep ones an unknown name tells more than the missing one that it stands for.
    let issues = schema.issues(in: content)
    guard let issue = issues.max(by: { Self.weight($0) < Self.weight($1) }) else { return nil }
    let pointer = pointer(to: issue, in: content)
    if issue.type == "extra_forbidden", let name = issue.location.last?.string {
      let known = schema.members(at: issue.location.dropLast().map { $0.string ?? $0.description })
      let near = Nearest.to(name, among: known).map { "Did you mean \"\($0)\"?" }
      return FileMistake(
        pointer, "\"\(name)\" means nothing here. \(near ?? "Known are: \(known.joined(separator: ", ")).")")
    }
    if let expected = alternatives(to: issue, among: issues) {
      return ScenarioMistake(pointer, "expected \(expected); found \(shown(issue.input)).")
    }
    if issue.type == "model_attributes_type" {
      return FileMistake(pointer, "expected an object; found \(shown(issue.input)).")
    }
    if let expected = issue.context?["expected"]?.string, let word = issue.input.string {
      return choice(word, among: expected, at: pointer)
    }
    if issue.type == "missing" { return FileMistake(pointer, "this member is required.") }
    return FileMistake(pointer, "\(issue.message); found \(shown(issue.input)).")
  }

  /// What the members of a union expect at one place, where none got further than the type; nil for a single one.
  private func alternatives(to issue: ValidationIssue, among issues: [ValidationIssue]) -> String? {
    let rivals = issues.filter { $0.location.dropLast() == issue.location.dropLast() && $0.input == issue.input }
    guard rivals.count > 1 else { return nil }
    var words: [String] = []
    for rival in rivals {
      guard let word = Self.typeWords[rival.type] ?? rival.context?["expected"]?.string else { return nil }
      if !words.contains(word) { words.append(word) }
    }
    return words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
  }

  private static let typeWords = [
    "string_type": "a text", "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "bool_type": "true or false", "list_type": "a list", "model_attributes_type": "an object", "dict_type": "an object",
  ]

  private static func weight(_ issue: ValidationIssue) -> Int {
    issue.location.count * 2 + (issue.type == "extra_forbidden" ? 1 : 0)  // Bounded: members.
  }

  /// A word that is none of those expected: a short list is shown, of a long one the nearest.
  private func choice(_ word: String, among expected: String, at pointer: JSONPointer) -> FileMistake {
    guard expected.utf8.count > 200 else {
      return FileMistake(pointer, "expected \(expected); found \"\(word)\".")
    }
    let words = expected.split(separator: "'").map(String.init).filter { !$0.hasPrefix(",") && !$0.hasPrefix(" ") }
    let near = Nearest.to(word, among: words).map { "Did you mean \"\($0)\"?" }
    return FileMistake(
      pointer, "\"\(word)\" is not one of the \(words.count) words known here. \(near ?? "The schema lists them.")")
  }

  /// The issue's location without the names of union members, which the file does not have.
  private func pointer(to issue: ValidationIssue, in content: JSONValue) -> JSONPointer {
    var pointer = JSONPointer(tokens: [])
    for (index, step) in issue.location.enumerated() {
      let next = pointer.appending(step.string ?? step.description)
      let isMissing = index == issue.location.count - 1 && issue.type == "missing"
      if content.value(at: next) != nil || isMissing { pointer = next }
    }
    return pointer
  }

  private func shown(_ value: JSONValue) -> String {
    let text = value.description
    return text.utf8.count > 80 ? "\(text.prefix(77))..." : text
  }
}
