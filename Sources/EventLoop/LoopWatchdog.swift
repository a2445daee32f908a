internal import Bytes
internal import CLibuv
internal import Glibc

/// Reports every hold of the loop that is longer than a threshold, with the operation that caused it.
///
/// A hold is one callback of libuv, or one job of a task: while it runs, nobody else is served. Off, which is the default, it
/// costs one comparison a callback; on, four readings of a clock.
@LoopActor public enum LoopWatchdog {
  /// What a hold is judged by.
  public enum Measure: Sendable {
    /// The time that clients wait.
    ///
    /// On a busy machine it also counts the time in which other processes had the processor.
    case elapsed
    /// The time that the loop's thread used the processor: right for tests, which share their machine. Waiting for a disk does
    /// not count.
    case processor
  }

  /// One hold.
  public struct Hold: Sendable, Equatable, CustomStringConvertible {
    /// What held the loop: `POST /v1/convai/agents/create`, `flow: end of call CA…`, `a timer`.
    public let operation: String
    /// The real time that it took.
    public let elapsed: Duration
    /// The time that the thread used the processor meanwhile.
    public let processor: Duration

    /// One line without its end: `held 41.2 ms (38.9 ms of processor time): POST /v1/convai/agents/create`.
    public var description: String {
      "held \(Self.words(elapsed)) (\(Self.words(processor)) of processor time): \(operation)"
    }

    private static func words(_ time: Duration) -> String {
      let tenths = time / .microseconds(100)
      let whole = Int(clamping: tenths.rounded())
      return "\(whole / 10).\(whole % 10) ms"
    }
  }

  /// The threshold that the project promises to keep.
  public static let usualThreshold = Duration.milliseconds(25)

  /// Whether holds are measured.
  public static var isOn: Bool { LoopActor.executor.watch.value.isOn }

  /// How many holds were reported since the last `start`.
  public static var count: Int { LoopActor.executor.watch.value.count }

  /// Measures from the next callback or job on, and calls `report` after each hold that is longer than `threshold`.
  ///
  /// One watch is on at a time: a new one replaces the one before.
  public static func start(
    threshold: Duration = usualThreshold, by measure: Measure = .elapsed, report: @escaping @LoopActor (Hold) -> Void
  ) {
    var state = WatchState()
    state.isOn = true
    state.threshold = UInt64(clamping: threshold.wholeNanoseconds)
    state.measure = measure
    state.report = report
    LoopActor.executor.watch.value = state
  }

  /// Measures no more.
  public static func stop() { LoopActor.executor.watch.value = WatchState() }

  /// Says what runs from here to the end of the callback or job, or to the next word about it.
  ///
  /// Of several in one callback the hold names the one that took longest. `name` is asked for only if the watchdog is on.
  public static func note(_ name: @autoclosure () -> String) {
    guard LoopActor.executor.watch.value.isOn else { return }
    LoopActor.executor.watch.value.note(name())
  }
}

/// What the executor keeps for the watchdog.
struct WatchState {
  var isOn = false
  var threshold: UInt64 = 0
  var measure = LoopWatchdog.Measure.elapsed
  var count = 0
  var report: (@LoopActor (LoopWatchdog.Hold) -> Void)?
  private var begun: (elapsed: UInt64, processor: UInt64) = (0, 0)
  /// What runs, since when, and what of the same callback took longest.
  private var name = ""
  private var since: UInt64 = 0
  private var longest: (name: String, nanoseconds: UInt64) = ("", 0)

  mutating func begin(_ what: StaticString) {
    begun = (uv_hrtime(), Self.processorTime)
    since = begun.elapsed
    name = what.description
    longest = (name, 0)
  }

  mutating func note(_ next: String) {
    let now = uv_hrtime()
    if now - since > longest.nanoseconds { longest = (name, now - since) }
    name = next
    since = now
  }

  /// The hold that has ended, if it was long.
  mutating func end() -> LoopWatchdog.Hold? {
    // A watch that began within a callback knows nothing of its start.
    guard begun.elapsed > 0 else { return nil }
    let (elapsed, processor) = (uv_hrtime() - begun.elapsed, Self.processorTime - begun.processor)
    guard (measure == .elapsed ? elapsed : processor) > threshold else { return nil }
    note("")
    count += 1
    return LoopWatchdog.Hold(
      operation: longest.name, elapsed: .nanoseconds(Int64(clamping: elapsed)),
      processor: .nanoseconds(Int64(clamping: processor)))
  }

  private static var processorTime: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension LoopExecutor {
  /// Runs a callback under the watchdog's eyes.
  @inline(__always) @LoopActor func watched(_ what: StaticString, _ body: @LoopActor () -> Void) {
    guard watch.value.isOn else { return body() }
    watch.value.begin(what)
    body()
    endWatch()
  }

  /// Reports what has just ended, if it held the loop for long.
  func endWatch() {
    guard watch.value.isOn, let hold = watch.value.end(), let report = watch.value.report else { return }
    LoopActor.assumeIsolated { report(hold) }
  }
}
