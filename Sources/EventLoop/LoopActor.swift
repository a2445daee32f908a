/// The actor whose thread runs the event loop; all state of the server is isolated to it.
@globalActor public actor LoopActor {
  /// The one instance.
  public static let shared = LoopActor()
  /// The executor that runs the actor's jobs on the loop.
  public static let executor = LoopExecutor()

  /// The loop's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe Self.executor.asUnownedSerialExecutor() }

  /// Enters the actor synchronously, for libuv callbacks.
  ///
  /// The cast drops only the isolation annotation; being on another thread is a trap.
  public static func assumeIsolated<T: Sendable>(_ body: @LoopActor () throws -> T) rethrows -> T {
    executor.checkIsolated()
    return try withoutActuallyEscaping(body) { try unsafe unsafeBitCast($0, to: (() throws -> T).self)() }
  }

  /// The one way to start an unstructured task.
  ///
  /// It is queued, begins in the next drain in the order of the calls, and stays on the loop.
  @discardableResult @LoopActor
  public static func start(_ work: @escaping @LoopActor @Sendable () async -> Void) -> Task<Void, Never> {
    Task.immediate(executorPreference: executor) { await work() }
  }
}
