public import JSON
internal import Simulation

/// One scenario file, read and held against `scenarios/scenario.schema.json`.
public struct ScenarioFile: Sendable {
  /// One request that shows what the scenario is about, and the answer it gets.
  public struct Example: Sendable {
    /// What the request shows.
    public let title: String
    /// The method, such as `GET`.
    public let method: String
    /// Path and query.
    public let path: String
    /// The name of the key that is sent; nil for none.
    public let key: String?
    /// Further header fields.
    public let headers: [(name: String, value: String)]
    /// The body, sent as JSON; nil for none.
    public let json: JSONValue?
    /// The body as a text, where it is not JSON; nil for none.
    public let body: String?
    /// The status of the answer.
    public let status: Int
    /// Members that the answer's body has, compared as values; nil where only the status is told.
    public let answer: JSONValue?
    /// A part of the answer's `x-ringback-hint`.
    public let hint: String?
    /// Header fields that the answer has.
    public let answerHeaders: [(name: String, value: String)]
    /// Whether no whole answer comes.
    public let fails: Bool
  }

  /// Where it came from.
  public enum Origin: Sendable {
    /// It comes with the program.
    case shipped
    /// A file of the user's.
    case disk
    /// The body of a request.
    case request
  }

  /// Where it came from.
  public let origin: Origin
  /// The name by which it is chosen: the file's name without `.json`.
  public let name: String
  /// The file, as the user named it.
  public let path: String
  /// One line: what it is.
  public let title: String
  /// Which report it reproduces.
  public let report: String
  /// What mends the report's problem.
  public let fix: String
  /// Where it answers otherwise than the default does, and on what evidence.
  public let note: String?
  /// The scenarios that it builds on.
  public let extends: [String]
  /// Requests that show it.
  public let examples: [Example]
  /// Everything that the file says.
  public let content: JSONObject
  private let file: FileText
  /// The file as it was read.
  var text: [UInt8] { file.text }

  init(
    name: String, path: String, text: [UInt8], schema: FileSchema?, limits: Limits, origin: Origin
  ) throws(ScenarioFailure) {
    file = try FileText(path: path, text: text)
    let value = file.content
    self.name = name
    self.path = path
    self.origin = origin
    content = value.object ?? [:]
    title = value["title"]?.string ?? name
    report = value["report"]?.string ?? ""
    fix = value["fix"]?.string ?? ""
    note = value["note"]?.string
    extends = value["extends"]?.array?.compactMap(\.string) ?? []
    examples = (value["examples"]?.array ?? []).map(Example.init)
    // First, since holding a million entries against the schema takes long.
    if let mistake = limits.excess(inScenario: content) { throw located(mistake) }
    if let mistake = schema?.mistake(in: value) { throw located(mistake) }
  }

  /// The mistake with the place where this file says the value.
  func located(_ mistake: ScenarioMistake) -> ScenarioFailure { file.located(mistake) }

  /// Whether this file says anything at the pointer.
  func says(_ pointer: JSONPointer) -> Bool { JSONValue.object(content).value(at: pointer) != nil }
}

extension ScenarioFile.Example {
  init(_ value: JSONValue) {
    let request = value["request"]
    let answer = value["answer"]
    title = value["title"]?.string ?? ""
    method = request?["method"]?.string ?? "GET"
    path = request?["path"]?.string ?? "/"
    key = request?["key"] == nil ? "main" : request?["key"]?.string
    headers = request?["headers"]?.object?.map { ($0.key, $0.value.string ?? "") } ?? []
    json = request?["json"]
    body = request?["body"]?.string
    answerHeaders = answer?["headers"]?.object?.map { ($0.key, $0.value.string ?? "") } ?? []
    fails = answer?["fails"]?.bool ?? false
    status = Int(answer?["status"]?.integer ?? 200)
    self.answer = answer?["json"]
    hint = answer?["hint"]?.string
  }
}
