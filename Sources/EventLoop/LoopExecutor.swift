internal import CLibuv
internal import Glibc
internal import Synchronization

/// Runs Swift jobs on the thread that runs the libuv loop.
///
/// `@unchecked Sendable`: `queue` and `watch` are used on the loop's thread only, `inbox` is locked, `hasMail` and `owner` are atomic, `uv_async_send` is thread-safe by libuv's contract, and the pointers never change.
@safe public final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  /// What waits for the loop's thread.
  private struct Queue {
    var ready: [UnownedJob] = []
    /// The first job in `ready` that has not run.
    var next = 0
    var settled: [CheckedContinuation<Void, Never>] = []

    var isEmpty: Bool { next == ready.count && settled.isEmpty }

    mutating func popJob() -> UnownedJob? {
      guard next < ready.count else { return nil }
      next += 1
      return ready[next - 1]
    }

    mutating func forgetDone() {
      ready.removeFirst(next)
      next = 0
    }
  }

  /// Room that all streams of the loop read into, one after the other.
  static let readBufferSize = 65_536
  /// How long one drain may hold the loop, in nanoseconds, before sockets and signals have their turn.
  static let drainBudget: UInt64 = 1_000_000

  let loop: UnsafeMutablePointer<uv_loop_t> = .allocate(capacity: 1)
  let readBuffer: UnsafeMutablePointer<CChar> = .allocate(capacity: readBufferSize)
  private let wakeup: UnsafeMutablePointer<uv_async_t> = .allocate(capacity: 1)
  private let beforePoll: UnsafeMutablePointer<uv_prepare_t> = .allocate(capacity: 1)
  private let afterPoll: UnsafeMutablePointer<uv_check_t> = .allocate(capacity: 1)
  private let owner = Atomic<UInt>(0)
  private let inbox = Mutex<[UnownedJob]>([])
  private let hasMail = Atomic<Bool>(false)
  private let queue = HotState(Queue())
  let watch = HotState(WatchState())

  /// Makes the loop with its wake-up handles; they and the executor live as long as the process.
  init() {
    ringback_join_freed_memory()
    unsafe require(uv_loop_init(loop), "make a loop")
    unsafe require(uv_async_init(loop, wakeup, wokenUp), "make a wake-up handle")
    unsafe require(uv_prepare_init(loop, beforePoll), "make a prepare handle")
    unsafe require(uv_prepare_start(beforePoll, aboutToPoll), "start the prepare handle")
    unsafe require(uv_check_init(loop, afterPoll), "make a check handle")
    unsafe require(uv_check_start(afterPoll, hasPolled), "start the check handle")
  }

  /// Whether the caller is on the loop's thread.
  public func isIsolatingCurrentContext() -> Bool? { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Traps off the loop's thread.
  public func checkIsolated() { precondition(isIsolatingCurrentContext() == true, "called off the loop thread") }

  /// Queues a job; from another thread it also wakes the loop.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isIsolatingCurrentContext() == true { return queue.value.ready.append(job) }
    inbox.withLock { $0.append(job) }
    // Later jobs ride on the wake-up of the first.
    if !hasMail.exchange(true, ordering: .acquiringAndReleasing) {
      unsafe require(uv_async_send(wakeup), "wake the loop")
    }
  }

  /// Whether no job waits for its turn.
  @LoopActor public var isSettled: Bool {
    queue.value.next == queue.value.ready.count && !hasMail.load(ordering: .relaxed)
  }

  /// Suspends until nothing else is ready: the step boundary of virtual time.
  @LoopActor public func settle() async { await withCheckedContinuation { queue.value.settled.append($0) } }

  /// Makes the calling thread the loop's; `run` does this itself.
  ///
  /// A peer or a reader that closes early does not raise `SIGPIPE` from then on.
  public func adoptCurrentThread() {
    owner.store(UInt(pthread_self()), ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Runs the loop on the calling thread until `stop`.
  public func run() {
    adoptCurrentThread()
    unsafe uv_run(loop, UV_RUN_DEFAULT)
  }

  /// Lets `run` return after the current turn of the loop.
  @LoopActor public func stop() { unsafe uv_stop(loop) }

  /// The loop's own idea of the time in milliseconds, read once a turn; it costs nothing to ask.
  @LoopActor public var coarseMilliseconds: UInt64 { unsafe uv_now(loop) }

  /// Runs what is ready, for at most the budget; what is left runs in the next turn of the loop.
  fileprivate func drain() {
    if queue.value.isEmpty, !hasMail.load(ordering: .relaxed) { return }
    let begun = uv_hrtime()
    while true {
      collectMail()
      if let job = queue.value.popJob() {
        if watch.value.isOn { watch.value.begin("a task") }
        unsafe job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        endWatch()
      } else if !queue.value.settled.isEmpty {
        queue.value.settled.removeFirst().resume()
      } else {
        return queue.value.forgetDone()
      }
      // After each job: work that yields after a slice wants sockets to have their turn.
      if uv_hrtime() - begun > Self.drainBudget { return putOff() }
    }
  }

  private func collectMail() {
    guard hasMail.load(ordering: .relaxed), hasMail.exchange(false, ordering: .acquiringAndReleasing) else { return }
    inbox.withLock {
      queue.value.ready += $0
      $0.removeAll(keepingCapacity: true)
    }
  }

  private func putOff() {
    queue.value.forgetDone()
    unsafe require(uv_async_send(wakeup), "wake the loop")
  }
}

private func wokenUp(_ handle: UnsafeMutablePointer<uv_async_t>?) { LoopActor.executor.drain() }
private func aboutToPoll(_ handle: UnsafeMutablePointer<uv_prepare_t>?) { LoopActor.executor.drain() }
private func hasPolled(_ handle: UnsafeMutablePointer<uv_check_t>?) { LoopActor.executor.drain() }
