public import Simulation

extension Answering {
  /// The answer of a request that is answered at once; a trap for one that takes its time.
  public var known: Answered {
    guard case .now(let answered) = self else { preconditionFailure("this request is answered later") }
    return answered
  }
}
