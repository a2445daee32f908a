public import EventLoop

/// What time it is in one sandbox, and who sleeps until when.
///
/// Every date and id that the sandbox hands out is read from here. Events due at one instant happen in the order in which they
/// were scheduled, one after the other: each with all that follows from it before the next.
@LoopActor public final class SimulationClock {
  /// Who moves this clock now.
  public private(set) var mode: ClockSetting.Mode
  /// Nil where the clock goes exactly as the wall clock does.
  private var anchor: (time: Int64, monotonic: Int64)?
  /// Where a clock stands that does not go by itself.
  private var standing: Int64
  private var sleepers = Sleepers()
  let flights = InFlight()
  /// Whether somebody wakes sleepers one by one now.
  private var isStepping = false
  private var queue: [CheckedContinuation<Void, Never>] = []
  private var timer: LoopTimer?
  /// When a request last reached the sandbox, by `WallClock.monotonic`.
  private var lastRequest = Int64.min / 2
  /// Grows with every change of mode and every abandonment: who steps sees by this that he has to stop.
  private var epoch = 0

  /// A clock that goes as the setting says.
  public init(_ setting: ClockSetting = .real) {
    mode = setting.mode
    standing = setting.time?.nanoseconds ?? WallClock.now
    if case .real(let speed) = setting.mode, speed != 1 || setting.time != nil {
      anchor = (standing, WallClock.monotonic)
    }
  }

  /// How it goes now, and what time it is; without a time where it goes as the wall clock does.
  public var setting: ClockSetting {
    if case .real = mode, anchor == nil { ClockSetting(mode) } else { ClockSetting(mode, at: now) }
  }

  /// The current instant.
  public var now: Instant { Instant(nanoseconds: nanoseconds) }

  private var nanoseconds: Int64 {
    guard case .real(let speed) = mode else { return standing }
    guard let anchor else { return WallClock.now }
    return anchor.time &+ Int64(Double(WallClock.monotonic - anchor.monotonic) * speed)
  }

  /// Lets the clock go otherwise; who sleeps sleeps on, and is woken at the time that he asked for.
  ///
  /// A time in the setting is where the clock stands from now on, be it earlier than before.
  public func change(to setting: ClockSetting) {
    var followsWall = false
    if case .real(let before) = mode, anchor == nil, setting.time == nil {
      followsWall = setting.mode == .real(speed: before)
    }
    standing = setting.time?.nanoseconds ?? nanoseconds
    epoch += 1
    mode = setting.mode
    anchor = nil
    if case .real = mode {
      if !followsWall { anchor = (standing, WallClock.monotonic) }
      flights.release()
    }
    datedSecond = .min
    arm()
  }

  private var datedSecond = Int64.min
  private var dateField = ""

  /// The `Date` field of an answer given now, made once a second.
  public var httpDate: String {
    let instant = now
    if instant.unixSeconds != datedSecond {
      datedSecond = instant.unixSeconds
      dateField = instant.httpDate
    }
    return dateField
  }

  /// Says that a request has reached the sandbox; `monotonic` is when.
  public func noteRequest(at monotonic: Int64) { lastRequest = monotonic }
}

extension SimulationClock {
  /// Sleeps until an instant, until the bell rings, or until the task is cancelled.
  ///
  /// Comes back at once where the instant is past and nothing else is due before it.
  public func sleep(until deadline: Instant, or bell: Bell? = nil, for purpose: Purpose) async -> Waking {
    if let bell, bell.isRung { return .rung }
    if Task.isCancelled { return .cancelled }
    let time = nanoseconds
    if deadline.nanoseconds <= time, (sleepers.nextDeadline ?? .max) > time { return .due }
    let sleeper = Sleeper(purpose)
    bell?.listen { [self] in wake(sleeper, .rung) }
    defer { bell?.forget() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        sleeper.begin(continuation)
        // A task can be cancelled before it gets here; the handler below then woke nobody.
        guard sleeper.isAsleep else { return }
        sleepers.push(sleeper, deadline: deadline.nanoseconds)
        arm()
      }
    } onCancel: {
      LoopActor.assumeIsolated { wake(sleeper, .cancelled) }
    }
  }

  private func wake(_ sleeper: Sleeper, _ waking: Waking) {
    if sleeper.wake(waking) { sleepers.noteGone() }
  }

  /// Does what has to be over before the clock may move on: a request that the sandbox sends.
  ///
  /// Where the clock stands meanwhile (`manual`, `auto`), results are applied in the order in which their requests were begun.
  public func whileInFlight<T: Sendable>(_ work: @LoopActor () async -> T) async -> T {
    defer { arm() }
    return await flights.during(
      inOrder: { [self] in
        if case .real = mode { false } else { true }
      }, work)
  }

  /// How many sleep.
  public var sleeping: Int { sleepers.count }

  /// What is still to come, the next first: at most `limit`.
  public func scheduled(limit: Int) -> [(purpose: Purpose, time: Instant)] {
    sleepers.inOrder(limit: limit).map { ($0.sleeper.purpose, Instant(nanoseconds: $0.deadline)) }
  }

  /// Gives up all who sleep; whoever takes them has to let them go.
  func abandon() -> AbandonedSleepers {
    epoch += 1
    arm()
    return AbandonedSleepers(sleepers.removeAll())
  }
}

extension SimulationClock {
  /// Moves the clock on, and comes back when everything due until then has happened, outgoing requests included.
  ///
  /// Answers whether it got there: a reset or a change of mode meanwhile ends it.
  @discardableResult public func advance(to end: Instant) async -> Bool {
    await enter()
    defer { leave() }
    let epoch = epoch
    guard await step(until: end.nanoseconds, while: { self.epoch == epoch }) else { return false }
    standing = max(standing, end.nanoseconds)
    return true
  }

  /// Moves the clock on from event to event until none is left that is due before `horizon`, or one at all.
  @discardableResult public func advanceUntilIdle(within horizon: Duration) async -> Bool {
    await enter()
    defer { leave() }
    let epoch = epoch
    return await step(until: (now + horizon).nanoseconds) { self.epoch == epoch }
  }

  /// Wakes those who are due, one by one; answers false where `goesOn` said no.
  private func step(until end: Int64, while goesOn: @LoopActor () -> Bool) async -> Bool {
    while true {
      await calm()
      guard goesOn() else { return false }
      guard let deadline = sleepers.nextDeadline, deadline <= end else { return true }
      standing = max(standing, deadline)
      sleepers.pop()?.wake(.due)
    }
  }

  /// Comes back when nothing is ready any more and nothing is in flight.
  private func calm() async {
    repeat {
      await flights.landing()
      await LoopActor.executor.settle()
    } while !flights.isEmpty
  }

  private func enter() async {
    if isStepping { return await withCheckedContinuation { queue.append($0) } }
    isStepping = true
  }

  private func leave() {
    if queue.isEmpty {
      isStepping = false
      arm()
    } else {
      queue.removeFirst().resume()
    }
  }
}

extension SimulationClock {
  /// Sets the timer that moves a clock which nobody advances.
  private func arm() {
    guard !isStepping, let deadline = sleepers.nextDeadline else {
      timer?.stop()
      return
    }
    switch mode {
    case .manual: timer?.stop()
    case .auto(let quiet):
      guard flights.isEmpty else { return }
      let rest = lastRequest + Int64(quiet / .nanoseconds(1)) - WallClock.monotonic
      startTimer(.nanoseconds(max(rest, 0)))
    case .real(let speed):
      let rest = Double(max(deadline - nanoseconds, 0)) / speed
      startTimer(.nanoseconds(Int64(min(rest, 1e15))))
    }
  }

  private func startTimer(_ delay: Duration) {
    let timer = timer ?? LoopTimer { [weak self] in self?.timerFired() }
    self.timer = timer
    timer.start(after: delay)
  }

  private func timerFired() {
    guard !isStepping else { return }
    isStepping = true
    LoopActor.start { [self] in
      switch mode {
      case .manual: break
      case .auto(let quiet): await stepByItself(quiet)
      case .real: await stepInRealTime()
      }
      leave()
    }
  }

  private func stepByItself(_ quiet: Duration) async {
    let epoch = epoch
    let pause = Int64(quiet / .nanoseconds(1))
    _ = await step(until: .max) {
      self.epoch == epoch && WallClock.monotonic - lastRequest >= pause
    }
  }

  private func stepInRealTime() async {
    while case .real = mode, let deadline = sleepers.nextDeadline, deadline <= nanoseconds {
      sleepers.pop()?.wake(.due)
      await LoopActor.executor.settle()
    }
  }

  /// Gives the timer back; the clock moves no more by itself.
  func close() {
    timer?.close()
    timer = nil
  }
}

/// Sleepers of a life that is over, to be let go in slices.
@LoopActor final class AbandonedSleepers {
  private var rest: [Sleeper]

  init(_ sleepers: [Sleeper]) { rest = sleepers }

  /// Wakes up to `limit`, who then find that their life is over; answers whether any were left.
  func release(_ limit: Int) -> Bool {
    if rest.isEmpty { return false }
    for sleeper in rest.suffix(limit) { sleeper.wake(.cancelled) }
    rest.removeLast(min(limit, rest.count))
    return true
  }
}
