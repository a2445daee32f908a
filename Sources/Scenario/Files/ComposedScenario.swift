public import JSON

/// Several scenario files joined to one: objects are merged member by member, later files win, rules of later files come first.
public struct ComposedScenario: Sendable {
  /// The files, the most basic first.
  public let files: [ScenarioFile]

  init(files: [ScenarioFile]) { self.files = files }

  /// The names of the files.
  public var names: [String] { files.map(\.name) }

  /// The paths of those that are files of the user's.
  public var paths: [String] { files.filter { $0.origin == .disk }.map(\.path) }

  /// What all files together say under a top-level key; null replaces as any value does, and a named object that is null is left out.
  public func merged(_ key: String) -> JSONObject {
    var merged: JSONValue = [:]
    for file in files {
      if let content = file.content[key] { merged.mergeMembers(of: content) }
    }
    return merged.object ?? [:]
  }

  /// What the last file that says anything says under a top-level key.
  public func last(_ key: String) -> JSONValue? { files.last { $0.content[key] != nil }?.content[key] }

  /// The mistake with file, line and column of the file that said the value last.
  public func located(_ mistake: ScenarioMistake) -> ScenarioFailure {
    let speaker = files.last { $0.says(mistake.pointer) } ?? files.last
    return speaker?.located(mistake) ?? ScenarioFailure(file: "scenario", message: mistake.message)
  }
}
