internal import EventLoop
public import HTTP1

/// An answer, and what is worth telling about how it came to be.
///
/// Each API fills in one that its caller has: with so many parts a copy costs more than most of what makes an answer.
public struct Answered: Sendable {
  /// What the client gets.
  public var response: Response
  /// The operation that was asked for, by id; nil where no document has the path.
  public var operation: String?
  /// The catalogue's name of the error, where the answer is one.
  public var error: String?
  /// The names of the scenario's rules that fired, in order.
  public var rules: [String]
  /// What is remembered of the search for rules.
  public var trial: (any RuleTrial)?
  /// How long the answer waits on the sandbox's clock before it goes out.
  public var wait: Duration
  /// When the request came, where the answer took its time.
  public var asked: Asked?
  /// Why the answer is what it is, and what would have worked, in full.
  public var hint: String?

  /// An answer; plain success without a body where nothing is said.
  @inlinable public init(
    _ response: consuming Response = Response(), operation: String? = nil, error: String? = nil, hint: String? = nil
  ) {
    self.response = response
    self.operation = operation
    self.error = error
    self.hint = hint
    rules = []
    trial = nil
    wait = .zero
    asked = nil
  }

  /// The rules that fired in one text; nil where none did.
  public var rule: String? { rules.isEmpty ? nil : rules.joined(separator: ", ") }

  /// The first rules that were tried and did not fire, with the reasons; made when it is read.
  public var passedOver: [PassedOver] { trial?.passedOver ?? [] }
}

/// When a request came that was answered later.
public struct Asked: Equatable, Sendable {
  /// The sandbox's time.
  public let time: Instant
  /// The sequence of the journal's newest entry then.
  public let after: Int

  /// A moment.
  public init(time: Instant, after: Int) {
    self.time = time
    self.after = after
  }
}

/// An answer that is known, or one that takes its time.
public enum Answering {
  /// The answer.
  case now(Answered)
  /// The answer follows, for instance when somebody has picked up.
  case later(LateAnswer)
}

/// Makes an answer that follows.
public typealias LateAnswer = @LoopActor @Sendable () async -> Answered

/// How true an answer is, as `x-ringback-fidelity` says.
public enum Fidelity: String, Sendable {
  /// A handler answered from the sandbox's world.
  case stateful
  /// Made from the operation's schema; nothing was remembered.
  case schema
  /// A scenario's rule decided it.
  case scenario
}
