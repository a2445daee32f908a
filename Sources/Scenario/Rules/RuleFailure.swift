/// A rule that cannot do what it says for this request.
struct RuleFailure: Error, Equatable {
  /// The name that journal and log give such an answer.
  static let errorName = "rule_error"

  /// What failed, as the end of a sentence that begins with the rule.
  let words: String

  init(_ words: String) { self.words = words }
}
