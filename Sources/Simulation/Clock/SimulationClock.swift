public import EventLoop

/// What time it is in one sandbox, and who sleeps until when.
///
/// Every date and id that the sandbox hands out is read from here. Events due at one instant happen in the order in which they
/// were scheduled, one after the other: each with all that follows from it before the next.
@LoopActor public final class SimulationClock {
  // Every request asks for the time, some often. The check of an access to these would cost several times the access, and
  // none is under way while another begins: they are values that are read or written as a whole.

  /// Who moves this clock now.
  @exclusivity(unchecked) public private(set) var mode: ClockSetting.Mode
  /// Nil where the clock goes exactly as the wall clock does.
  @exclusivity(unchecked) private var anchor: (time: Int64, monotonic: Int64)?
  /// Where a clock stands that does not go by itself.
  @exclusivity(unchecked) var standing: Int64
  var sleepers = Sleepers()
  var flights = InFlight()
  /// Whether somebody wakes sleepers one by one now.
  var isStepping = false
  /// When those advances were asked for that are under way or wait for their turn, by `WallClock.monotonic`.
  var advances: [Int64] = []
  /// Who waits for his turn to do so.
  var queue: [CheckedContinuation<Void, Never>] = []
  var timer: LoopTimer?
  /// When a request last reached the sandbox, by `WallClock.monotonic`.
  private(set) var lastRequest = Int64.min / 2
  /// Grows with every change of mode and every abandonment: who steps, or waits for his turn, sees by this that he has to stop.
  private(set) var epoch = 0
  /// Whether the sandbox is gone: nobody falls asleep any more.
  private(set) var isClosed = false

  /// A clock that goes as the setting says.
  public init(_ setting: ClockSetting = .real) {
    mode = setting.mode
    standing = setting.time?.nanoseconds ?? WallClock.now
    anchor = Self.anchor(setting, standing)
  }

  /// How it goes now, and what time it is; without a time where it goes as the wall clock does.
  public var setting: ClockSetting {
    if case .real = mode, anchor == nil { ClockSetting(mode) } else { ClockSetting(mode, at: now) }
  }

  /// The current instant.
  public var now: Instant { Instant(nanoseconds: nanoseconds) }

  /// Saturates at the end of the range, which a clock of speed 10,000 reaches within days.
  var nanoseconds: Int64 {
    guard case .real(let speed) = mode else { return standing }
    guard let anchor else { return WallClock.now }
    let gone = Int64(exactly: (Double(WallClock.monotonic - anchor.monotonic) * speed).rounded(.down)) ?? .max
    let (time, overflow) = anchor.time.addingReportingOverflow(gone)
    return overflow ? .max : time
  }

  /// Lets the clock go otherwise; who sleeps sleeps on, and is woken at the time that he asked for.
  ///
  /// A time in the setting is where the clock stands from now on, as far as what is under way allows: it then neither goes
  /// back nor passes over anything that is due, and stands while a request is in flight.
  public func change(to setting: ClockSetting) {
    var time = nanoseconds
    var isSet = false
    if let wanted = setting.time?.nanoseconds {
      time = isIdle ? wanted : isSending ? time : min(max(wanted, time), max(sleepers.nextDeadline ?? .max, time))
      isSet = true
    }
    // A clock that goes as the wall clock does is not anchored where it does so already.
    let goesOn = mode == setting.mode && !isSet && anchor == nil
    go(
      setting.mode, from: time,
      goesOn ? nil : Self.anchor(ClockSetting(setting.mode, at: Instant(nanoseconds: time)), time))
  }

  /// Begins anew as the setting says, for a sandbox in which nothing sleeps any more; without a time at the wall clock's.
  func begin(_ setting: ClockSetting) {
    let time = setting.time?.nanoseconds ?? WallClock.now
    go(setting.mode, from: time, Self.anchor(setting, time))
  }

  private func go(_ mode: ClockSetting.Mode, from time: Int64, _ anchor: (time: Int64, monotonic: Int64)?) {
    standing = time
    self.mode = mode
    self.anchor = anchor
    datedSecond = .min
    interrupt()
    if case .real = mode { flights.release() }
    arm()
  }

  private static func anchor(_ setting: ClockSetting, _ time: Int64) -> (time: Int64, monotonic: Int64)? {
    guard case .real(let speed) = setting.mode, speed != 1 || setting.time != nil else { return nil }
    return (time, WallClock.monotonic)
  }

  /// Ends every advance that is under way or waits for its turn.
  private func interrupt() {
    epoch += 1
    flights.interrupt()
  }

  @exclusivity(unchecked) private var datedSecond = Int64.min
  @exclusivity(unchecked) private var dateField = ""

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

  /// Gives up all who sleep and all that is in flight; whoever takes the sleepers has to let them go.
  func abandon() -> AbandonedSleepers {
    interrupt()
    flights.isHeld = false
    flights.release()
    // What is still to come of the old requests holds up nothing of the new life.
    flights = InFlight()
    defer { arm() }
    return AbandonedSleepers(sleepers.surrender())
  }

  /// Gives the timer back for good: the clock of a sandbox that is gone moves no more, and nobody falls asleep by it.
  func close() {
    isClosed = true
    interrupt()
    timer?.close()
    timer = nil
  }
}
