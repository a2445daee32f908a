internal import HTTP1
internal import EventLoop
internal import JSON
internal import OpenAPI

/// One case on its way: its steps, then its clean-up, whatever happened before.
@LoopActor struct CaseRun {
  let one: ContractCase
  let target: any ContractTarget
  let document: Document
  let run: String
  /// Whether the steps behind one that found a difference are done too, where that is possible.
  let goesOn: Bool
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
    let missing = one.keys.filter { session.keys[$0] == nil }.sorted()
    if let key = missing.first {
      await target.close(session)
      return CaseResult(one, .skipped("\(target.name) has no key named \"\(key)\""))
    }
    let state = CaseState(session: session, document: document)
    let (steps, stopped) = await performSteps(state)
    let cleanup = await cleanUp(state)
    await target.close(session)
    let results = steps + cleanup
    let seconds = Double(WallClock.monotonic - began) / 1e9
    let hasFailed = results.contains { !$0.differences.isEmpty }
    let outcome = hasFailed ? CaseResult.Outcome.failed : stopped.map { .skipped($0) } ?? .passed
    return CaseResult(one, outcome, steps: results, seconds: seconds, variables: session.variables)
  }

  /// The steps up to the first that fails, since those behind it build on it.
  private func performSteps(_ state: CaseState) async -> (results: [StepResult], stopped: String?) {
    var results: [StepResult] = []
    for (index, step) in one.steps.enumerated() {
      if let reason = reasonToStop(step) { return (results, reason) }
      let result = await step.channel.perform(step, at: StepPlace(id: one.id, part: .steps, index: index), state)
      results.append(result)
      if !result.differences.isEmpty, !goesOn || result.answer == nil { break }
    }
    return (results, nil)
  }

  /// Every step of the clean-up whose variables are known; what is gone already is as good as removed.
  private func cleanUp(_ state: CaseState) async -> [StepResult] {
    var results: [StepResult] = []
    for (index, step) in one.cleanup.enumerated() {
      guard step.variables.allSatisfy({ state.variables[$0] != nil }) else { continue }
      let place = StepPlace(id: one.id, part: .cleanup, index: index)
      var result = await step.channel.perform(step, at: place, state)
      if step.request.method == .delete, result.answer?.status == 404 { result.differences = [] }
      results.append(result)
    }
    return results
  }
}
