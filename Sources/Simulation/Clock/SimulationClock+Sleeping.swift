internal import EventLoop

extension SimulationClock {
  /// Sleeps until an instant, until the bell rings, or until the task is cancelled.
  ///
  /// An instant that is past stands for now: comes back at once where nothing else is due now, and else behind all that is.
  /// The last instant of all never comes: who sleeps until then waits for his bell.
  public func sleep(until deadline: Instant, or bell: Bell? = nil, for purpose: Purpose) async -> Waking {
    if isClosed || Task.isCancelled { return .cancelled }
    if let bell, bell.isRung { return .rung }
    let time = nanoseconds
    let deadline = max(deadline.nanoseconds, time)
    if deadline == time, (sleepers.nextDeadline ?? .max) > time { return .due }
    let sleeper = Sleeper(purpose)
    bell?.listen(sleeper, on: self)
    defer { bell?.forget(sleeper) }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        sleeper.begin(continuation)
        // Whoever was woken before he lay down does not lie down.
        guard sleeper.isAsleep else { return }
        sleepers.push(sleeper, deadline: deadline)
        arm()
      }
    } onCancel: {
      LoopActor.perform { [self] in wake(sleeper, .cancelled) }
    }
  }

  /// Wakes a sleeper before his time; one that is awake already stays what he is.
  func wake(_ sleeper: Sleeper, _ waking: Waking) {
    if sleeper.wake(waking) { sleepers.noteGone(sleeper) }
  }

  /// Does what has to be over before the clock may move on: a request that the sandbox sends.
  ///
  /// Where the clock stands meanwhile (`manual`, `auto`), this comes back in the order in which such work was begun, and during
  /// an advance only when all that follows from the result before it has happened. Work does not contain such work.
  /// `errand` is what there is to say to whoever asks why time stands.
  public func whileInFlight<T: Sendable>(_ errand: Errand? = nil, _ work: @LoopActor () async -> T) async -> T {
    defer { arm() }
    return await flights.during(
      errand,
      inOrder: { [self] in
        if case .real = mode { false } else { true }
      }, work)
  }

  /// How many sleep.
  public var sleeping: Int { sleepers.count }

  /// Whether nothing is to come and nothing is in flight.
  public var isIdle: Bool { sleepers.isEmpty && flights.isEmpty }

  /// Whether a request that the sandbox sent is under way.
  public var isSending: Bool { !flights.isEmpty }

  /// The requests that the sandbox sent and that are under way, the longest first.
  public var errands: [Errand] { flights.errands }

  /// When the next event is due; nil where none is.
  public var nextEvent: Instant? { sleepers.nextDeadline.map(Instant.init(nanoseconds:)) }

  /// What is still to come, the next first: at most `limit`.
  public func scheduled(limit: Int) -> [(purpose: Purpose, time: Instant)] {
    sleepers.next(limit).map { ($0.sleeper.purpose, Instant(nanoseconds: $0.deadline)) }
  }
}
