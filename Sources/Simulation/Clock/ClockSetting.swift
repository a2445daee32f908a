internal import Bytes
public import JSON

/// How a sandbox's clock goes, and where it begins.
///
/// Shape: `{"mode": "real"|"manual"|"auto", "speed"?, "quiet_milliseconds"?}`, the time apart from it.
public struct ClockSetting: Equatable, Sendable {
  /// Who moves the clock.
  public enum Mode: Equatable, Sendable {
    /// Goes by itself, so many times as fast as the wall clock: 0.1 to 10,000.
    case real(speed: Double)
    /// Moves when it is advanced, and never otherwise.
    case manual
    /// Jumps to the next due event once nothing is ready, nothing is in flight and no request has come for `quiet` of
    /// real time.
    case auto(quiet: Duration)
  }

  /// Who moves the clock.
  public var mode: Mode
  /// Where it begins; nil begins it at the wall clock's time.
  public var time: Instant?

  /// A setting.
  public init(_ mode: Mode, at time: Instant? = nil) {
    self.mode = mode
    self.time = time
  }

  /// As the wall clock goes.
  public static let real = ClockSetting(.real(speed: 1))

  /// Stands at one instant until it is advanced.
  public static func manual(at time: Instant) -> ClockSetting { ClockSetting(.manual, at: time) }

  /// How long no request may have come before an `auto` clock jumps, unless it is told otherwise.
  public static let usualQuiet = Duration.milliseconds(20)
}

extension ClockSetting.Mode {
  /// `real`, `manual` or `auto`.
  public var name: String {
    switch self {
    case .real: "real"
    case .manual: "manual"
    case .auto: "auto"
    }
  }

  /// How many times as fast as real time delays go that are given in it; a clock that stands does not change them.
  public var speed: Double { if case .real(let speed) = self { speed } else { 1 } }

  /// The mode in the words of the control API.
  public var json: JSONObject {
    switch self {
    case .real(let speed): ["mode": "real", "speed": .real(speed)]
    case .manual: ["mode": "manual"]
    case .auto(let quiet): ["mode": "auto", "quiet_milliseconds": .integer(Int64(clamping: quiet / .milliseconds(1)))]
    }
  }

  /// Reads what `json` wrote, whose shape a schema has seen to; a word alone stands for a mode with its defaults.
  public init?(_ value: JSONValue) {
    switch value.string ?? value["mode"]?.string {
    case "real": self = .real(speed: min(max(value["speed"]?.real ?? 1, 0.1), 10_000))
    case "manual", "frozen": self = .manual
    case "auto":
      self = .auto(
        quiet: value["quiet_milliseconds"]?.integer.map { Duration(clampingMilliseconds: min(max($0, 0), 60_000)) }
          ?? ClockSetting.usualQuiet)
    default: return nil
    }
  }
}
