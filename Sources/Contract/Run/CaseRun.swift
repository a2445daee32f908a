internal import HTTP1
internal import EventLoop
internal import JSON

/// One case on its way: its steps, then its clean-up, whatever happened before.
@LoopActor struct CaseRun {
  let one: ContractCase
  let target: any ContractTarget
  let documents: ProviderDocuments
  let run: String
  /// Whether the steps behind one that found a difference are done too, where that is possible.
  let goesOn: Bool
  /// Where what the service sends arrives; nil where nothing does.
  let receiver: WebhookReceiver?
  /// Asked before each step whether to go on; the answer is the reason to stop.
  let reasonToStop: @LoopActor (CaseStep?) -> String?

  func result() async -> CaseResult {
    let began = WallClock.monotonic
    let session: CaseSession
    do throws(TargetFailure) {
      session = try await target.open(one, run: run)
    } catch {
      let step = one.steps.first.map { step in
        var result = StepResult(step, at: StepPlace(id: one.id, part: .steps, index: 0))
        result.differences = [Difference("target", expected: "a place to run in", found: error.message)]
        result.hasNoAnswer = true
        return result
      }
      return CaseResult(one, .failed, steps: step.map { [$0] } ?? [], couldNotRun: true)
    }
    let missing = one.keys.filter { session.keys[$0.provider]?[$0.name] == nil }.sorted()
    if let key = missing.first {
      await target.close(session)
      return CaseResult(one, .skipped("\(target.name) has no key named \"\(key.name)\""))
    }
    let mailbox = one.needs.webhooks && session.time.course != .over ? receiver?.open(one.id, run: run) : nil
    let state = CaseState(
      session: session, documents: documents, mailbox: mailbox,
      shouldStop: { [reasonToStop] in reasonToStop(nil) != nil }
    )
    mailbox?.answer = { [one, unowned state] in one.answer(to: $0, $1, state.variables) }
    let beginning = state.variables
    var (steps, stopped) = await performSteps(state)
    if stopped == nil { Self.check(state.mailbox, &steps) }
    let cleanup = await cleanUp(state)
    await target.close(session)
    receiver?.close(one.id, run: run)
    let results = steps + cleanup
    let seconds = Double(WallClock.monotonic - began) / 1e9
    let hasFailed = results.contains { !$0.differences.isEmpty }
    let outcome = hasFailed ? CaseResult.Outcome.failed : stopped.map { .skipped($0) } ?? .passed
    return CaseResult(one, outcome, steps: results, seconds: seconds, variables: beginning)
  }

  /// The steps up to the first that fails, since those behind it build on it.
  private func performSteps(_ state: CaseState) async -> (results: [StepResult], stopped: String?) {
    var results: [StepResult] = []
    for (index, step) in one.steps.enumerated() {
      if let reason = reasonToStop(step) { return (results, reason) }
      let result = await step.channel.perform(step, at: StepPlace(id: one.id, part: .steps, index: index), state)
      // What was not waited for to the end has not failed.
      if !result.differences.isEmpty, step.needsTime, let reason = reasonToStop(nil) { return (results, reason) }
      results.append(result)
      if !result.differences.isEmpty, !goesOn || result.answer == nil { break }
    }
    return (results, nil)
  }

  /// What came and no step was for fails the case, unless it has failed already.
  private static func check(_ mailbox: Mailbox?, _ steps: inout [StepResult]) {
    guard let mailbox, !steps.isEmpty, steps.allSatisfy(\.differences.isEmpty) else { return }
    steps[steps.count - 1].differences = mailbox.waiting.map {
      Difference("delivery", expected: "nothing that no step receives", found: $0.words)
    }
  }

  /// Every step of the clean-up whose variables are known; what is gone already is as good as removed.
  private func cleanUp(_ state: CaseState) async -> [StepResult] {
    var results: [StepResult] = []
    for (index, step) in one.cleanup.enumerated() {
      guard step.variables.allSatisfy({ state.variables[$0] != nil }) else { continue }
      let place = StepPlace(id: one.id, part: .cleanup, index: index)
      var result = await step.channel.perform(step, at: place, state)
      if step.request?.method == .delete, result.answer?.status == 404 { result.differences = [] }
      results.append(result)
    }
    return results
  }
}
