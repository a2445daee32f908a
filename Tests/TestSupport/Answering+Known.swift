public import Simulation

extension Answering {
  /// What comes of a request where the answer is filled in.
  public init(_ ask: (inout Answered) -> LateAnswer?) {
    var answered = Answered()
    if let work = ask(&answered) { self = .later(work) } else { self = .now(answered) }
  }

  /// The answer of a request that is answered at once; a trap for one that takes its time.
  public var known: Answered {
    guard case .now(let answered) = self else { preconditionFailure("this request is answered later") }
    return answered
  }
}
