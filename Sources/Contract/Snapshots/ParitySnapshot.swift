public import JSON

/// What a target answered to cases, normalised so that it can be kept, shown and compared.
public struct ParitySnapshot: Sendable {
  /// Where, when and by which program it was made.
  public struct Origin: Sendable, Equatable {
    /// What it was made on, by name.
    public let target: String
    /// What that was.
    public let kind: TargetKind
    /// When, RFC 3339.
    public let date: String
    /// By which version.
    public let version: String

    /// Whether it shows how the real service answers: one made on a fake never does.
    public var isParity: Bool { kind == .service }
  }

  /// One answer.
  public struct Answer: Sendable, Equatable {
    /// What was sent: method and target.
    public let request: String
    /// The operation that this leads to, or else the request itself.
    public let operation: String
    /// The status.
    public let status: Int
    /// The header fields, without those that tell nothing of the service.
    public let headers: JSONObject
    /// The body: its value, its text where it is no JSON, or null where there is none.
    public let body: JSONValue
    /// How the body was written, where that is not as JSON is written here and nothing had to be replaced in it.
    public let text: String?
  }

  /// What a case began with, and what was answered to its steps.
  public struct Case: Sendable {
    /// The values of the variables that the target provides.
    public let variables: JSONObject
    /// The answers by `steps/0`, `cleanup/0`, in order.
    public let answers: [(step: String, answer: Answer)]

    /// The answer to a step.
    func answer(_ step: String) -> Answer? { answers.first { $0.step == step }?.answer }
  }

  /// Where it comes from.
  public let origin: Origin
  /// The cases by id, in the order of the run.
  public let cases: [(id: String, content: Case)]

  init(origin: Origin, cases: [(id: String, content: Case)]) {
    self.origin = origin
    self.cases = cases
  }

  /// What came of a run; cases that did not run, or not to their end, are not in it.
  public init(_ run: RunResult, on origin: Origin) {
    self.origin = origin
    cases = run.cases.compactMap { result in
      if case .skipped = result.outcome { return nil }
      guard result.steps.contains(where: { $0.answer != nil }) else { return nil }
      return (result.contractCase.id, Case(result))
    }
  }

  /// A case's content by id.
  func content(_ id: String) -> Case? { cases.first { $0.id == id }?.content }
}

extension ParitySnapshot.Case {
  init(_ result: CaseResult) {
    var normaliser = Normaliser(
      literals: result.contractCase.literals, run: result.variables["run"]?.string, app: result.variables.app)
    variables = normaliser.value(.object(result.variables.all)).object ?? [:]
    var answers: [(step: String, answer: ParitySnapshot.Answer)] = []
    for step in result.steps {
      guard let answer = step.answer else { continue }
      answers.append((step.place.key, ParitySnapshot.Answer(step, answer, &normaliser)))
    }
    self.answers = answers
  }
}
