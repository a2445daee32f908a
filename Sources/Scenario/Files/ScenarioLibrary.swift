public import EventLoop
public import JSON
public import Simulation

/// Where scenarios are found by name: those that come with the program, and files that the user names.
public struct ScenarioLibrary: Sendable {
  /// A file that comes with the program.
  public struct Builtin: Sendable {
    let name: String
    let text: [UInt8]

    /// A file by its name without `.json`.
    public init(name: String, text: [UInt8]) {
      self.name = name
      self.text = text
    }
  }

  private let builtins: [Builtin]
  private let schema: FileSchema
  private let read: @Sendable (String) throws(FileSystem.Failure) -> [UInt8]?
  /// What a scenario may be made of.
  public let limits: Limits

  /// A library.
  ///
  /// `read` returns a file's bytes, or nil if there is none.
  public init(
    builtins: [Builtin], schema: [UInt8], limits: Limits = Limits(),
    read: @escaping @Sendable (String) throws(FileSystem.Failure) -> [UInt8]?
  ) {
    self.limits = limits
    self.builtins = builtins
    self.schema = FileSchema(schema, of: "scenarios")
    self.read = read
  }

  /// The names of the scenarios that come with the program, `default` first.
  public var names: [String] { builtins.map(\.name) }

  /// The scenario that `reference` names: a shipped one by its name, anything with a slash or `.json` as a file.
  ///
  /// A relative `extends` is looked up beside the file that says it.
  public func file(_ reference: String, beside path: String? = nil) throws(ScenarioFailure) -> ScenarioFile {
    if let builtin = builtin(reference) {
      // What is shipped was held against the schema by the tests; reading it again would cost each start.
      return try ScenarioFile(
        name: builtin.name, path: Self.path(of: builtin), text: builtin.text, schema: nil, limits: limits,
        origin: .shipped)
    }
    let candidate = self.path(of: reference, beside: path)
    let found: [UInt8]?
    do throws(FileSystem.Failure) {
      found = try read(candidate)
    } catch {
      throw ScenarioFailure(file: candidate, message: "the file cannot be read: \(error.message).")
    }
    guard let text = found else {
      throw ScenarioFailure(file: candidate, message: words(forMissing: reference, isPath: Self.isPath(reference)))
    }
    let name = candidate.split(separator: "/").last.map { $0.hasSuffix(".json") ? $0.dropLast(5) : $0 } ?? ""
    return try ScenarioFile(
      name: String(name), path: candidate, text: text, schema: schema, limits: limits, origin: .disk)
  }

  /// Whether a file of the user's says something else now, or can no longer be read.
  public func isStale(_ file: ScenarioFile) -> Bool {
    guard file.origin == .disk else { return false }
    do throws(FileSystem.Failure) { return try read(file.path) != file.text } catch { return true }
  }

  private func builtin(_ reference: String) -> Builtin? {
    Self.isPath(reference) ? nil : builtins.first { $0.name == reference }
  }

  private static func isPath(_ reference: String) -> Bool { reference.contains("/") || reference.hasSuffix(".json") }

  private static func path(of builtin: Builtin) -> String { "scenarios/\(builtin.name).json" }

  /// The path of the file that a reference means, without a look at the file.
  private func path(of reference: String, beside path: String?) -> String {
    if let builtin = builtin(reference) { return Self.path(of: builtin) }
    var candidate = Self.isPath(reference) ? reference : "\(reference).json"
    if let path, !candidate.hasPrefix("/"), let slash = path.lastIndex(of: "/") {
      candidate = path[...slash] + candidate
    }
    return Self.normalised(candidate)
  }

  /// The path without `.` and `..` behind a name, so that one file has one path and a circle is noticed.
  private static func normalised(_ path: String) -> String {
    var kept: [Substring] = []
    for segment in path.split(separator: "/", omittingEmptySubsequences: false) where segment != "." {
      if segment == "..", let last = kept.last, last != "..", !last.isEmpty {
        kept.removeLast()
      } else {
        kept.append(segment)
      }
    }
    return kept.joined(separator: "/")
  }

  private func words(forMissing reference: String, isPath: Bool) -> String {
    if isPath { return "the file cannot be read." }
    let near = Nearest.to(reference, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
    return "no scenario of that name comes with Ringback, and there is no such file.\(near)"
      + (near.isEmpty ? " \"ringback scenarios list\" shows those that do." : "")
  }

  /// Holds a shipped scenario against the schema too; files of the user's always are.
  public func check(_ reference: String) throws(ScenarioFailure) {
    let file = try file(reference)
    if let mistake = schema.mistake(in: .object(file.content)) { throw file.located(mistake) }
  }

  /// Holds the `world` of a request against the schema; pointers begin at the world.
  public func check(world: JSONObject) throws(ScenarioMistake) {
    if let mistake = limits.excess(inWorld: world, at: JSONPointer(tokens: [])) { throw mistake }
    guard !world.isEmpty, let mistake = schema.mistake(in: ["title": "", "world": .object(world)]) else { return }
    throw ScenarioMistake(JSONPointer(tokens: Array(mistake.pointer.tokens.dropFirst())), mistake.message)
  }

  /// The scenarios that `references` name with all that they extend, nearest last, joined to one.
  public func compose(_ references: [ScenarioReference]) throws(ScenarioFailure) -> ComposedScenario {
    var collection = Collection()
    // A name given twice adds nothing, and a request may give one a hundred thousand times.
    var seen: Set<ScenarioReference> = []
    for (index, reference) in references.enumerated() where seen.insert(reference).inserted {
      switch reference {
      case .named(let name): try collect(try file(name), into: &collection)
      case .inline(let inline):
        // Two inline scenarios are two, although neither has a file.
        let path = index == 0 ? "inline" : "inline-\(index)"
        let file = try ScenarioFile(
          name: path, path: path, text: inline.text, schema: schema, limits: limits, origin: .request)
        try collect(file, into: &collection)
      }
    }
    return ComposedScenario(files: collection.files)
  }

  /// The files of one composition.
  private struct Collection {
    var files: [ScenarioFile] = []
    /// The paths of those, and of the files that are being collected.
    var done: Set<String> = []
    var trail: [String] = []
    var underWay: Set<String> = []
  }

  private func collect(_ file: ScenarioFile, into collection: inout Collection) throws(ScenarioFailure) {
    guard !collection.done.contains(file.path) else { return }
    guard collection.done.count + collection.trail.count < limits.extendedScenarios else {
      throw file.located(
        ScenarioMistake(
          JSONPointer(tokens: ["extends"]),
          "more than \(limits.extendedScenarios) scenarios build on each other here, which --limit extended-scenarios sets."
        ))
    }
    collection.trail.append(file.path)
    collection.underWay.insert(file.path)
    for (index, name) in file.extends.enumerated() {
      // Whether it is needed is seen by its path: reading it costs more.
      let path = path(of: name, beside: file.path)
      if collection.done.contains(path) { continue }
      if collection.underWay.contains(path) {
        throw file.located(
          ScenarioMistake(
            JSONPointer(tokens: ["extends"]),
            "scenarios extend each other in a circle: \((collection.trail + [path]).joined(separator: " -> "))."))
      }
      try collect(try parent(index, of: file), into: &collection)
    }
    collection.trail.removeLast()
    collection.underWay.remove(file.path)
    collection.done.insert(file.path)
    collection.files.append(file)
  }

  /// A file that another extends; one that cannot be read is a mistake of the file that names it.
  private func parent(_ index: Int, of file: ScenarioFile) throws(ScenarioFailure) -> ScenarioFile {
    let name = file.extends[index]
    let pointer = JSONPointer(tokens: ["extends"]).appending(index)
    // What came over the network may not open files of the machine.
    if file.origin == .request, !names.contains(name) {
      throw file.located(.unknown("shipped scenario", name, among: names, at: pointer))
    }
    do {
      return try self.file(name, beside: file.path)
    } catch {
      guard error.line == nil else { throw error }
      throw file.located(ScenarioMistake(pointer, "\(error.file): \(error.message)"))
    }
  }
}
