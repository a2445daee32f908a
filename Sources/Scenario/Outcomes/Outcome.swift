/// What a rule does with the requests that it takes.
struct Outcome: Sendable {
  /// What ends the search for further rules.
  enum Decision: Sendable {
    case error(name: String, with: [(name: String, value: Template)])
    case response(LiteralResponse)
  }

  /// Nil where the rule only shapes the answer.
  var decision: Decision?
  /// Above which number of requests the rule fires; nil lets it fire for each.
  var limit: RateLimit?
  var patch: ResponsePatch?
  var delay: Delay?
  /// Whether the delay is one of the sandbox's clock, and not of real time.
  var isDelayVirtual = false
  var faults: [any Fault] = []
  /// What the rule sets machines to.
  var states: [(machine: String, state: String)] = []
}
