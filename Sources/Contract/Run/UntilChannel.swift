internal import EventLoop

/// One request, again and again, until the answer is as expected.
struct UntilChannel: Channel {
  let request: StepRequest
  let expect: Expectation
  let patience: Patience

  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult {
    var passed = 0.0
    var looks = 0
    while true {
      // What an answer that was not meant has bound says nothing.
      let (bindings, variables) = (state.bindings, state.variables)
      var result = await HTTPChannel(request: request, expect: expect).perform(step, at: place, state)
      looks += 1
      if result.differences.isEmpty || result.answer == nil { return result }
      let hasPatience = passed < patience.seconds && state.session.time.course != .over && !state.shouldStop()
      guard hasPatience else {
        result.differences.append(
          Difference(
            "until", expected: "this within \(Difference.number(patience.seconds)) s",
            found: "not once in \(looks) answers over \(Difference.number(passed)) s; the last one is told here"))
        return result
      }
      (state.bindings, state.variables) = (bindings, variables)
      let seconds = min(patience.period, patience.seconds - passed)
      do throws(ExchangeFailure) {
        try await state.pass(seconds)
      } catch {
        result.differences.append(Difference("time", expected: "to pass", found: error.message))
        return result
      }
      passed += seconds
    }
  }
}
