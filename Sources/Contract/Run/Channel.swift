internal import EventLoop

/// A way in which a case and a service talk, and what can be held against what was promised.
///
/// The one seam for what is more than a request and its answer: the deliveries of webhooks, what comes in the course of
/// time, a WebSocket's transcript. Each is one more ``StepAction`` with a channel of its own, which reads and fills the same ``CaseState``; the runner, the reports and the clean-up know ``StepResult`` only.
@LoopActor protocol Channel {
  /// Does what the step says, and holds what comes of it against what the step expects.
  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult
}

extension CaseStep {
  /// The channel that the step is for.
  @LoopActor var channel: any Channel {
    switch action {
    case .request(let request, let expect): HTTPChannel(request: request, expect: expect)
    case .until(let request, let expect, let patience):
      UntilChannel(request: request, expect: expect, patience: patience)
    case .pass(let seconds): PassChannel(seconds: seconds)
    case .receive(let reception, let patience): WebhookChannel(reception: reception, patience: patience)
    }
  }
}
