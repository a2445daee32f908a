public import EventLoop
internal import JSON
internal import Simulation

/// Runs cases against a target, several at once, each once: a failure is a failure.
@LoopActor public final class ContractRunner {
  /// What somebody allows and wants.
  public struct Options: Sendable {
    /// How many cases run at once.
    public var jobs = 8
    /// What cases may do to an account that is guarded: `writes`, `calls`.
    public var allowed: Set<String> = []
    /// How much may be spent.
    public var budget = Budget()
    /// Whether a case goes on behind a difference, as far as it can: where answers are compared with others.
    public var goesOn = false
    /// The version of the program, for reports.
    public var version = ""
    /// Where what the service sends to the app arrives; without one, cases that need that are skipped.
    public var receiver: WebhookReceiver?
    /// What the names of objects bear; nil makes one up.
    public var run: String?

    /// Eight at once, nothing allowed that changes an account.
    public init() {}
  }

  private let target: any ContractTarget
  private let documents: ProviderDocuments
  private let options: Options
  private let ledger: BudgetLedger
  private var isStopping = false
  /// The run's short id, which the names of the objects that it makes bear.
  public let run: String

  /// A runner; `documents` say what the services' answers may look like.
  public init(_ target: any ContractTarget, documents: ProviderDocuments, options: Options = Options()) {
    self.target = target
    self.documents = documents
    self.options = options
    ledger = BudgetLedger(options.budget, documents: documents)
    run = options.run ?? Self.newID()
  }

  /// Begins nothing more; what is under way ends its step and cleans up.
  public func interrupt() { isStopping = true }

  /// Runs the cases; `finished` is told of each as it ends.
  public func run(
    _ cases: [ContractCase], finished: @escaping @LoopActor @Sendable (CaseResult) -> Void = { _ in }
  ) async throws(TargetFailure) -> RunResult {
    let began = WallClock.monotonic
    var result = RunResult(
      target: target.name, date: Instant(nanoseconds: WallClock.now).rfc3339, version: options.version, run: run)
    try await target.prepare()
    // One after the other: the target may have to look for what a case needs.
    var reasons: [String?] = []
    for one in cases { reasons.append(await reasonToSkip(one)) }
    let queue = RunQueue(cases, reasons, finished)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, min(options.jobs, cases.count)) {
        group.addTask { await self.work(on: queue) }
      }
    }
    result.cases = queue.results.compactMap(\.self)
    result.seconds = Double(WallClock.monotonic - began) / 1e9
    result.wasInterrupted = isStopping
    return result
  }

  /// What running the cases will do and cost; reads from the target what that takes.
  public func estimate(_ cases: [ContractCase]) async throws(TargetFailure) -> Estimate {
    try await target.prepare()
    var estimate = Estimate()
    for one in cases {
      if let reason = await reasonToSkip(one) {
        estimate.add(one, skippedFor: reason)
      } else {
        estimate.add(one, in: documents)
      }
    }
    return estimate
  }

  private func work(on queue: RunQueue) async {
    while let (index, one, reason) = queue.next() {
      queue.finish(index, await self.result(of: one, reason))
    }
  }

  /// Why a case would not run, whatever it costs; nil where it would.
  public func reasonToSkip(_ one: ContractCase) async -> String? {
    if target.isGuarded, let permission = one.caseClass.permission, !options.allowed.contains(permission) {
      return "\(one.caseClass.rawValue): not without --allow \(permission)"
    }
    if one.needs.webhooks, let reason = reasonToReceiveNothing { return reason }
    return await target.reasonToSkip(one)
  }

  /// Why nothing that the service sends arrives; nil where it does.
  private var reasonToReceiveNothing: String? {
    switch target.kind {
    case .recording: nil
    case .fake: options.receiver == nil ? "it needs webhooks, which nobody receives here" : nil
    case .service:
      options.receiver?.isPublic == true
        ? nil
        : "it needs webhooks that reach this machine: give --webhook-port PORT and --webhook-url URL, a tunnel to it"
    }
  }

  private func result(of one: ContractCase, _ reason: String?) async -> CaseResult {
    if let reason { return CaseResult(one, .skipped(reason)) }
    if isStopping { return CaseResult(one, .skipped("interrupted")) }
    let caseRun = CaseRun(
      one: one, target: target, documents: documents, run: run, goesOn: options.goesOn, receiver: options.receiver
    ) { [self] step in
      if isStopping { return "interrupted" }
      guard target.isGuarded, let step else { return nil }
      return ledger.reasonToStop(step, of: one)
    }
    return await caseRun.result()
  }

  /// Eight hexadecimal digits that no other run has.
  private static func newID() -> String {
    var ids = IDGenerator(seed: UInt64(bitPattern: WallClock.now) ^ UInt64(ProcessEnvironment.processID) << 40)
    return "rb-" + ids.hexadecimal(digits: 8)
  }
}
