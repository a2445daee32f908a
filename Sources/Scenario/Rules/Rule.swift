internal import JSON
public import Simulation

/// One rule of a scenario: which requests it takes, and what they get.
public struct Rule: Sendable, Equatable {
  /// What the journal and the log call it.
  public let name: String
  /// The operations it takes, by id.
  public let operations: [String]
  /// The name of the key it takes; nil takes any.
  public let key: String?
  /// The named error that it answers with.
  public let error: APIError

  /// Reads a rule that has passed the schema; `index` names one without a name.
  init(_ value: JSONValue, index: Int, file: String) {
    name = value["name"]?.string ?? "\(file)#\(index)"
    let operation = value["when"]?["operation"]
    operations = operation?.string.map { [$0] } ?? operation?.array?.compactMap(\.string) ?? []
    key = value["when"]?["key"]?.string
    var parameters: [String: String] = [:]
    for (name, value) in value["then"]?["with"]?.object ?? [:] { parameters[name] = value.string ?? value.description }
    error = APIError(value["then"]?["error"]?.string ?? "", parameters)
  }
}

/// What a rule has decided about a request.
public struct RuleDecision: Sendable {
  /// The rule's name.
  public let name: String
  /// What the request gets.
  public let error: APIError
}

/// The rules of a sandbox, found by operation, so that many cost no more than few.
public struct RuleSet: Singleton {
  private var byOperation: [String: [Rule]] = [:]
  /// All of them, in order.
  public private(set) var rules: [Rule] = []

  /// No rules.
  public init() {}

  /// The given rules; of several that take a request the first decides.
  public init(_ rules: [Rule]) {
    self.rules = rules
    for rule in rules {
      for operation in rule.operations { byOperation[operation, default: []].append(rule) }
    }
  }

  /// What the first rule decides that takes a request for the operation with the named key and whose error `wanted` lets through.
  public func decision(
    on operation: String, key: String?, where wanted: (APIError) -> Bool = { _ in true }
  ) -> RuleDecision? {
    guard !byOperation.isEmpty, let rules = byOperation[operation],
      let rule = rules.first(where: { ($0.key == nil || $0.key == key) && wanted($0.error) })
    else { return nil }
    return RuleDecision(name: rule.name, error: rule.error)
  }
}

extension ComposedScenario {
  /// The rules of all files, those of later files first, each file's own in the order of the file.
  ///
  /// An operation, error or key that does not exist is refused with its place and the nearest that does; a rule that
  /// names one would never fire. Keys are not held against anything where `keys` is nil.
  public func rules(
    operations: [String], keys: [String]? = nil, errors: () -> [String]
  ) throws(ScenarioFailure) -> [Rule] {
    var rules: [Rule] = []
    for file in files.reversed() {
      for (index, value) in (file.content["rules"]?.array ?? []).enumerated() {
        let rule = Rule(value, index: index, file: file.name)
        let pointer = JSONPointer(tokens: ["rules", String(index)])
        let place = pointer.appending("when").appending("operation")
        let isList = value["when"]?["operation"]?.array != nil
        for (index, operation) in rule.operations.enumerated() where !operations.contains(operation) {
          throw file.located(
            .unknown("operation", operation, among: operations, at: isList ? place.appending(index) : place))
        }
        if let key = rule.key, let keys, !keys.contains(key) {
          throw file.located(.unknown("key", key, among: keys, at: pointer.appending("when").appending("key")))
        }
        if !errors().contains(rule.error.name) {
          throw file.located(
            .unknown("error", rule.error.name, among: errors(), at: pointer.appending("then").appending("error")))
        }
        rules.append(rule)
      }
    }
    return rules
  }
}
