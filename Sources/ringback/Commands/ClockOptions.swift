internal import ArgumentParser
internal import JSON
internal import Simulation

/// How the clock of the `default` sandbox goes.
struct ClockOptions: ParsableArguments {
  /// The words of `--clock`.
  enum Word: String, CaseIterable, ExpressibleByArgument { case real, manual, auto }

  @Option(help: "Freeze the default sandbox's clock at this time (RFC 3339); with --clock it begins there.")
  var time: String?
  @Option(
    help: "How the default sandbox's clock goes: real, manual (moves when advanced) or auto (from event to event).")
  var clock: Word?
  @Option(help: "How many times as fast as the wall clock a real clock goes: 0.1 to 10000.") var speed: Double?

  func validate() throws {
    guard let speed else { return }
    guard (0.1...10_000).contains(speed) else { throw ValidationError("--speed is 0.1 to 10000; found \(speed).") }
    guard clock == .real || clock == nil && time == nil else {
      throw ValidationError("--speed is of a real clock, and this one stands: say --clock real, or leave --speed out.")
    }
  }

  /// Who moves the clock; nil where the options do not say.
  var mode: ClockSetting.Mode? {
    if let speed { return .real(speed: speed) }
    return clock.flatMap { ClockSetting.Mode(.string($0.rawValue)) }
  }

  /// Where the clock begins.
  func instant() throws -> Instant? {
    guard let time else { return nil }
    guard let instant = Instant(rfc3339: time) else {
      throw CommandFailure(
        SystemExit.usage, "--time wants RFC 3339, such as 2026-11-21T10:00:00Z; found \"\(time)\".")
    }
    return instant
  }
}
