public import EventLoop

/// What time it is in one sandbox; every date and id that the sandbox hands out is read from here.
@LoopActor public final class SimulationClock {
  /// Who moves the clock.
  public enum Mode: Equatable, Sendable {
    /// Follows the wall clock.
    case real
    /// Stands still at one instant.
    case frozen(Instant)
  }

  /// Who moves this clock now.
  public private(set) var mode: Mode

  /// A clock in the given mode.
  public init(mode: Mode = .real) { self.mode = mode }

  /// Lets somebody else move the clock.
  public func change(to mode: Mode) { self.mode = mode }

  /// The current instant.
  public var now: Instant {
    switch mode {
    case .real: Instant(nanoseconds: WallClock.now)
    case .frozen(let instant): instant
    }
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
}
