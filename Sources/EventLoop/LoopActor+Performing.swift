extension LoopActor {
  /// Does the work at once if the caller is on the loop's thread, else in one of the loop's next turns.
  ///
  /// For handlers of cancellation, which run wherever the task is cancelled.
  public static func perform(_ work: @escaping @LoopActor @Sendable () -> Void) {
    if executor.isIsolatingCurrentContext() == true { return assumeIsolated(work) }
    Task.immediate(executorPreference: executor) { await work() }
  }
}
