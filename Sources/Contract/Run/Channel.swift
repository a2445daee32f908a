internal import EventLoop

/// A way in which a case and a service talk, and what can be held against what was promised.
///
/// The one seam for what is more than a request and its answer: a WebSocket's transcript, the deliveries of webhooks, side
/// effects read back, the class of timing. Each is one more kind of step with a channel of its own, which reads and
/// fills the same ``CaseState``; the runner, the reports and the clean-up know ``StepResult`` only.
@LoopActor protocol Channel {
  /// Does what the step says, and holds what comes of it against what the step expects.
  func perform(_ step: CaseStep, at place: StepPlace, _ state: CaseState) async -> StepResult
}

extension CaseStep {
  /// The channel that the step is for.
  @LoopActor var channel: any Channel { HTTPChannel() }
}
