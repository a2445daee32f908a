internal import HTTP1
internal import JSON

/// What came of one step.
public struct StepResult: Sendable {
  /// Where the step stands.
  public let place: StepPlace
  /// What the step does.
  public let title: String?
  /// How somebody knows that the real service does so; nil where nothing is expected of it.
  public let provenance: Provenance?
  /// The method that was sent; `RECEIVE` and `PASS` where nothing was.
  public let method: String
  /// Path and query that were sent; the event that was to come, or the time that was to pass.
  public internal(set) var target: String
  /// The operation that the request leads to.
  public internal(set) var operation: String?
  /// What came back; nil where nothing did.
  public internal(set) var answer: ExchangeAnswer?
  /// In what the answer is not what was expected.
  public internal(set) var differences: [Difference] = []
  /// Whether nothing came back, so that nobody knows what the request has done.
  public internal(set) var hasNoAnswer = false

  init(_ step: CaseStep, at place: StepPlace) {
    self.place = place
    title = step.title
    if case .receive(let reception, _) = step.action {
      told = Delivery.told + reception.headers.keys.map { $0.lowercased() }
    } else {
      told = []
    }
    switch step.action {
    case .request(let request, let expect), .until(let request, let expect, _):
      (provenance, method, target) = (expect.provenance, request.method.name, request.path)
    case .pass(let seconds): (provenance, method, target) = (nil, "PASS", "\(Difference.number(seconds)) s")
    case .receive(let reception, _):
      (provenance, method, target) = (reception.provenance, Self.receiving, reception.event)
    }
  }

  private static let receiving = "RECEIVE"

  /// The header fields of a delivery that belong to it: those of every one, and those that the step speaks of.
  let told: [String]

  /// Whether what came was sent by the service without being asked.
  var isDelivery: Bool { method == Self.receiving }

  /// What the answer says of its cause, where a Ringback has answered.
  var hint: String? { answer?.fields["x-ringback-hint"] }
  /// The number by which the service's people find the request.
  var trace: String? { answer?.fields["x-trace-id"] }
}

/// What came of one case.
public struct CaseResult: Sendable {
  /// The three ends of a case.
  public enum Outcome: Sendable, Equatable {
    /// Everything was as expected.
    case passed
    /// Something was not.
    case failed
    /// It did not run, for this reason.
    case skipped(String)
  }

  /// The case.
  public let contractCase: ContractCase
  /// How it ended.
  public let outcome: Outcome
  /// What came of each step that was done, clean-up included.
  public let steps: [StepResult]
  /// How long it took, in seconds.
  public let seconds: Double
  /// Whether it could not even begin: the target gave it no place to run.
  public let couldNotRun: Bool
  /// What the variables began with.
  let variables: Variables

  init(
    _ contractCase: ContractCase, _ outcome: Outcome, steps: [StepResult] = [], seconds: Double = 0,
    couldNotRun: Bool = false, variables: Variables = Variables()
  ) {
    self.contractCase = contractCase
    self.outcome = outcome
    self.steps = steps
    self.seconds = seconds
    self.couldNotRun = couldNotRun
    self.variables = variables
  }

  /// The steps that found a difference.
  public var failures: [StepResult] { steps.filter { !$0.differences.isEmpty } }
}
