internal import JSON
internal import Scenario
internal import Simulation

/// How often something is expected to have happened.
struct Expectation {
  /// What the failure calls it: the name that was given, or its place.
  let title: String
  let pattern: RequestPattern
  /// Whether the pattern says which kind of entry it is about; one that does not is about requests to the sandbox.
  let namesKind: Bool
  /// At least so many times.
  let lower: Int
  /// At most so many times; nil for any number.
  let upper: Int?

  /// Reads an element of `expect` that has passed the document.
  init(_ value: JSONValue, index: Int, operations: [String]) throws(AdminError) {
    let pointer = JSONPointer(tokens: ["expect", String(index)])
    title = value["name"]?.string.map { "\"\($0)\"" } ?? "expectation \(index + 1)"
    namesKind = value["when"]?["kind"] != nil
    do throws(ScenarioMistake) {
      pattern = try RequestPattern(
        value["when"]?.object.map { .object($0) } ?? [:], at: pointer.appending("when"), operations: operations)
    } catch {
      throw AdminError(error)
    }
    let exactly = Self.count(value["exactly"])
    let atLeast = Self.count(value["at_least"])
    let atMost = Self.count(value["at_most"])
    if exactly != nil, atLeast ?? atMost != nil {
      throw AdminError(
        422, "invalid_request", "exactly says all: leave at_least and at_most out.",
        pointer: pointer.appending("exactly").description)
    }
    if let atLeast, let atMost, atLeast > atMost {
      throw AdminError(
        422, "invalid_request", "at_least is \(atLeast) and at_most is \(atMost): no number is both.",
        pointer: pointer.appending("at_least").description)
    }
    lower = exactly ?? atLeast ?? (atMost == nil ? 1 : 0)
    upper = exactly ?? atMost
  }

  /// Whether an entry of this kind can be what is expected.
  func isAbout(_ kind: JournalEntry.Kind) -> Bool { namesKind || kind == .request || kind == .control }

  private static func count(_ value: JSONValue?) -> Int? { value?.integer.map { Int($0) } }

  /// The bounds in words.
  var words: String {
    switch (lower, upper) {
    case (let lower, let upper?) where lower == upper: lower == 0 ? "never" : "exactly \(Self.times(lower))"
    case (0, let upper?): "at most \(Self.times(upper))"
    case (let lower, let upper?): "\(lower) to \(upper) times"
    case (let lower, nil): "at least \(Self.times(lower))"
    }
  }

  /// A number of times in words.
  static func times(_ count: Int) -> String {
    switch count {
    case 0: "never"
    case 1: "once"
    case 2: "twice"
    default: "\(count) times"
    }
  }
}
