internal import EventLoop

extension SimulationClock {
  /// How far a clock is moved on.
  public enum Goal: Sendable, Equatable {
    /// So much further than it stands when the turn has come.
    case by(Duration)
    /// To an instant; one that is past by then is reached already.
    case to(Instant)
    /// From event to event until none is left, or the next one lies further off than this, where the clock then stops.
    case idle(within: Duration)
  }

  /// Moves the clock on, and comes back when everything due until then has happened, outgoing requests included.
  ///
  /// One advance waits for the other; `begins` is called when the turn has come. Answers whether it got there: a reset, a
  /// change of mode or the end of the sandbox meanwhile ends it, and a clock that goes by itself is not moved.
  @discardableResult
  public func advance(_ goal: Goal, begins: @LoopActor () -> Void = {}) async -> Bool {
    let epoch = epoch
    let asked = WallClock.monotonic
    advances.append(asked)
    defer { advances.removeAll { $0 == asked } }
    await enter()
    defer { leave() }
    guard self.epoch == epoch, !isClosed, isMovable else { return false }
    begins()
    let end =
      switch goal {
      case .by(let duration), .idle(let duration): now + duration
      case .to(let instant): max(instant, now)
      }
    guard await step(until: end.nanoseconds, while: { self.epoch == epoch }) else { return false }
    if case .idle = goal, (sleepers.nextDeadline ?? .max) == .max { return true }
    standing = end.nanoseconds
    return true
  }

  /// Moves the clock on to an instant.
  @discardableResult public func advance(to end: Instant) async -> Bool { await advance(.to(end)) }

  /// Moves the clock on until nothing is left, or to the horizon.
  @discardableResult public func advanceUntilIdle(within horizon: Duration) async -> Bool {
    await advance(.idle(within: horizon))
  }

  /// Whether an advance that was asked for since then, by `WallClock.monotonic`, has not come back.
  func isAdvanceWaiting(since began: Int64) -> Bool { advances.contains { $0 >= began } }

  private var isMovable: Bool { if case .real = mode { false } else { true } }

  /// Wakes those who are due, one by one; answers false where `goesOn` said no.
  ///
  /// Each event happens with all that follows from it before the next one, also of the same instant: what is sent to the app
  /// reaches it in one order, and what the app does in turn happens in one. Results of what is sent at once are applied one
  /// by one in the order of sending.
  func step(until end: Int64, while goesOn: @LoopActor () -> Bool) async -> Bool {
    flights.isHeld = true
    while true {
      // Whoever was woken runs until he sleeps again, sends something or ends.
      await LoopActor.executor.settle()
      guard goesOn() else { return false }
      guard flights.isEmpty else {
        await flights.landFirst()
        continue
      }
      guard let deadline = sleepers.nextDeadline, deadline <= end, deadline < .max else { return true }
      standing = max(standing, deadline)
      sleepers.pop()?.wake(.due)
    }
  }

  private func enter() async {
    if isStepping { return await withCheckedContinuation { queue.append($0) } }
    isStepping = true
  }

  /// Hands the turn to whoever waits for it, or lets the clock go by itself again.
  func leave() {
    if queue.isEmpty {
      isStepping = false
      flights.isHeld = false
      arm()
    } else {
      queue.removeFirst().resume()
    }
  }
}
