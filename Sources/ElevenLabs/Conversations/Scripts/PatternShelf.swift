internal import EventLoop
internal import Patterns
internal import Simulation

/// Regular expressions that were compiled once: people's, which are kept as texts.
///
/// One text costs one compilation in a sandbox's life, not one a call.
@LoopActor final class PatternShelf {
  private var compiled: [String: Pattern?] = [:]
  /// A scenario has few patterns; a shelf that is full begins anew.
  private static let most = 1_000

  init() {}

  static func of(_ sandbox: Sandbox) -> PatternShelf { sandbox.life.belonging(PatternShelf.self) { PatternShelf() } }

  /// Whether the pattern fits; one that is malformed or comes to no end fits nothing.
  func matches(_ text: String, _ subject: String, within budget: PatternBudget? = nil) -> Bool {
    if compiled[text] == nil {
      if compiled.count == Self.most { compiled = [:] }
      compiled[text] = .some(try? Pattern(text))
    }
    guard let pattern = compiled[text] ?? nil else { return false }
    return (try? pattern.matches(subject, within: budget)) ?? false
  }
}
