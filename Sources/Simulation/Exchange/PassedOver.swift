/// A rule that was looked at and did not fire, and why.
public struct PassedOver: Sendable, Equatable {
  /// The rule's name.
  public let rule: String
  /// Why not, in words.
  public let why: String

  /// A rule that did not fire.
  public init(rule: String, why: String) {
    self.rule = rule
    self.why = why
  }
}

/// What is remembered of a search for rules; words are made only when somebody reads them.
public protocol RuleTrial: AnyObject, Sendable {
  /// The first rules that were tried and did not fire.
  var passedOver: [PassedOver] { get }
}
