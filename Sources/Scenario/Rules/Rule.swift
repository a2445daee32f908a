internal import JSON

/// One rule of a scenario: which requests it takes, and what they get.
public struct Rule: Sendable {
  /// What counters belong to, across reloads: `FILE#INDEX`.
  public let id: String
  /// What the journal and the log call it; its id where the scenario gives none.
  public let name: String
  /// 1 comes first; 5 where the scenario says nothing.
  public let priority: Int
  /// The requests that it looks at.
  public let pattern: RequestPattern
  let occurrence: Occurrence?
  /// The states in which machines have to be.
  let states: [(machine: String, state: String)]
  /// How often it fires; nil for ever.
  let times: Int?
  let outcome: Outcome

  /// The state of a machine that no rule has changed.
  public static let initialState = "Started"

  private static let members = ["name", "priority", "when", "then", "times"]

  /// Reads a rule that stands at `pointer`.
  init(
    _ value: JSONValue, id: String, at pointer: JSONPointer, _ vocabulary: RuleVocabulary
  ) throws(ScenarioMistake) {
    let object = try Expected.object(value, at: pointer)
    for name in object.keys where !Self.members.contains(name) {
      throw .meaningless(name, among: Self.members, at: pointer.appending(name))
    }
    self.id = id
    name =
      try object["name"].map { (value) throws(ScenarioMistake) in
        try Expected.text(value, at: pointer.appending("name"))
      } ?? id
    priority = try Expected.count(object["priority"] ?? 5, from: 1, at: pointer.appending("priority"))
    times = try object["times"].map { (value) throws(ScenarioMistake) in
      try Expected.count(value, from: 1, at: pointer.appending("times"))
    }
    let place = pointer.appending("when")
    let when = try Expected.member("when", of: object, at: pointer)
    pattern = try RequestPattern(when, at: place, for: .rule)
    occurrence = try when["nth"].map { (value) throws(ScenarioMistake) in
      try Occurrence(value, at: place.appending("nth"))
    }
    states = try Self.states(when["state"] ?? [:], at: place.appending("state"))
    let paths = try Self.check(pattern, when, at: place, vocabulary)
    let reader = OutcomeReader(
      vocabulary: vocabulary, templates: TemplateReader(paths: paths, names: vocabulary.names))
    outcome = try reader.outcome(
      try Expected.member("then", of: object, at: pointer), at: pointer.appending("then"))
  }

  /// Refuses names of operations and keys that nothing has, since the rule would never fire; answers the paths it can take.
  private static func check(
    _ pattern: RequestPattern, _ when: JSONValue, at pointer: JSONPointer, _ vocabulary: RuleVocabulary
  ) throws(ScenarioMistake) -> [PathTemplate] {
    var paths: [PathTemplate] = []
    if let operation = when["operation"] {
      let known = vocabulary.operations()
      for (value, place) in Expected.list(operation, at: pointer.appending("operation")) {
        guard let name = value.string, let path = known[name] else {
          throw .unknown("operation", value.string ?? "", among: known.keys.sorted(), at: place)
        }
        paths.append(try PathTemplate(path, at: place))
      }
    }
    if let key = when["key"]?.string, let keys = vocabulary.keySet, !keys.contains(key) {
      throw .unknown("key", key, among: vocabulary.keys ?? [], at: pointer.appending("key"))
    }
    return pattern.path.map { [$0] } ?? paths
  }

  /// Machines and states: `{"MACHINE": "STATE"}`.
  static func states(
    _ value: JSONValue, at pointer: JSONPointer
  ) throws(ScenarioMistake) -> [(machine: String, state: String)] {
    var states: [(machine: String, state: String)] = []
    for (machine, state) in try Expected.object(value, at: pointer) {
      states.append((machine, try Expected.text(state, at: pointer.appending(machine))))
    }
    return states
  }
}

extension ComposedScenario {
  /// The rules of all files, those of later files first, each file's own in the order of the file.
  ///
  /// A mistake is told with the file, the line and the column where it stands.
  public func rules(_ vocabulary: RuleVocabulary) throws(ScenarioFailure) -> [Rule] {
    var rules: [Rule] = []
    let counts = Dictionary(files.lazy.map { ($0.name, 1) }, uniquingKeysWith: +)
    for file in files.reversed() {
      // Files of different folders may have one name.
      let isAlone = counts[file.name] == 1
      for (index, value) in (file.content["rules"]?.array ?? []).enumerated() {
        let id = "\(isAlone ? file.name : file.path)#\(index)"
        let pointer = JSONPointer(tokens: ["rules", String(index)])
        do throws(ScenarioMistake) {
          rules.append(try Rule(value, id: id, at: pointer, vocabulary))
        } catch {
          throw file.located(error)
        }
      }
    }
    return rules
  }
}
