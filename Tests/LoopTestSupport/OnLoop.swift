import EventLoop
internal import Glibc

/// Runs a test's body on the loop.
///
/// A suite must not be isolated to `LoopActor` instead: the runner then waits for a loop that nothing has started.
public func onLoop(_ body: @escaping @LoopActor @Sendable () async throws -> Void) async throws {
  LoopThread.startOnce()
  try await withTaskExecutorPreference(LoopActor.executor) { try await body() }
}

/// The thread that runs the loop of a test process.
public enum LoopThread {
  private static let started: Void = {
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { _ in
        LoopActor.executor.run()
        return nil
      }, nil)
    precondition(status == 0, "cannot start the loop's thread")
  }()

  /// Starts it unless it runs already.
  public static func startOnce() { started }
}
