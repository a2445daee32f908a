internal import Bytes
internal import HTTP1
public import JSON
public import Patterns

/// Which requests are meant: the one language of rules, of filters of the journal, and of verification.
///
/// Every part that is given has to hold; a pattern without any takes every request.
public struct RequestPattern: Sendable {
  /// Where a pattern stands, and so which members it may have.
  public enum Use: Sendable {
    /// In a rule, which looks at requests alone.
    case rule
    /// In a filter or a verification, which know the answer as well.
    case journal
  }

  enum Part: Sendable {
    case operation([String])
    case method([String])
    case path(PathTemplate)
    case key(String?)
    case value(MatchPlace, Matcher)
    case kind(String)
    case status([Int])
    case error(String)
    case rule(String)
  }

  let parts: [Part]

  /// Reads a pattern that stands at `pointer`; a mistake names the exact place.
  ///
  /// An operation that is none of `operations` is a mistake, since it would never match; nil takes any.
  public init(
    _ value: JSONValue, at pointer: JSONPointer, for use: Use = .journal, operations: [String]? = nil
  ) throws(ScenarioMistake) {
    parts = try PatternReader(use: use, operations: operations).parts(value, at: pointer)
  }

  /// Whether every part holds.
  ///
  /// - Throws: `Pattern.Overrun` where a regular expression came to no end.
  public func matches(_ subject: MatchSubject) throws(Pattern.Overrun) -> Bool {
    for part in parts where try !part.holds(for: subject) { return false }
    return true
  }

  /// The parts that do not hold, in the order of the pattern; empty where the request is taken.
  public func differences(_ subject: MatchSubject) -> [Difference] { parts.compactMap { $0.difference(subject) } }

  /// The operations that it names; nil where it takes any request.
  public var operations: [String]? {
    for case .operation(let names) in parts { return names }
    return nil
  }

  var path: PathTemplate? {
    for case .path(let template) in parts { return template }
    return nil
  }
}

extension RequestPattern.Part {
  fileprivate func holds(for subject: MatchSubject) throws(Pattern.Overrun) -> Bool {
    switch self {
    case .operation(let names): return subject.operation.map(names.contains) ?? false
    case .method(let names): return names.contains(subject.request.method.name)
    case .path(let template): return template.matches(subject.pathParts)
    case .key(let name): return name.map { subject.key?.isExactly($0) ?? false } ?? (subject.key == nil)
    case .value(let place, let matcher): return try matcher.matches(subject.values(at: place), subject.budget)
    case .kind(let kind): return subject.facts?.kind == kind
    case .status(let codes): return subject.facts.map { codes.contains($0.status) } ?? false
    case .error(let name): return subject.facts?.error == name
    case .rule(let name): return subject.facts?.rules.contains { $0.isExactly(name) } ?? false
    }
  }

  fileprivate func difference(_ subject: MatchSubject) -> Difference? {
    if case .value(let place, let matcher) = self {
      let values = subject.values(at: place)
      guard let complaint = matcher.complaint(about: values, subject.budget) else { return nil }
      let found = values.isEmpty ? subject.absence(at: place) : Difference.words(values, field: place.description)
      return Difference(place.description, expected: complaint, found: found)
    }
    if (try? holds(for: subject)) == true { return nil }
    let facts = subject.facts
    return switch self {
    case .operation(let names): Difference("operation", expected: Self.any(names), found: subject.operation ?? "none")
    case .method(let names): Difference("method", expected: Self.any(names), found: subject.request.method.name)
    case .path(let template): Difference("path", expected: template.text, found: subject.path)
    case .key(let name): Difference("key", expected: name ?? "none", found: subject.key ?? "none that is known here")
    case .kind(let kind): Difference("kind", expected: kind, found: facts?.kind ?? "none")
    case .status(let codes):
      Difference("status", expected: Self.any(codes.map(String.init)), found: facts.map { "\($0.status)" } ?? "none")
    case .error(let name): Difference("error", expected: name, found: facts?.error ?? "none")
    case .rule(let name):
      Difference("rule", expected: name, found: facts?.rules.isEmpty == false ? Self.any(facts?.rules ?? []) : "none")
    case .value: nil
    }
  }

  private static func any(_ names: [String]) -> String { names.joined(separator: " or ") }
}
