internal import EventLoop

/// Nothing is said: time passes.
struct PassChannel: Channel {
  let seconds: Double

  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult {
    var result = StepResult(step, at: place)
    do throws(ExchangeFailure) {
      try await state.pass(seconds)
    } catch {
      result.differences = [
        Difference("time", expected: "\(Difference.number(seconds)) s that pass", found: error.message)
      ]
    }
    return result
  }
}
