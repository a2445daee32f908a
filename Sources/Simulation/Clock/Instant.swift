internal import Bytes
internal import HTTP1

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch.
  public let nanoseconds: Int64

  /// The instant that lies `nanoseconds` after the Unix epoch.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The instant that lies `unixSeconds` after the Unix epoch; the ends of the range stand for what lies beyond.
  public init(unixSeconds: Int64) { nanoseconds = unixSeconds.multipliedSaturating(by: 1_000_000_000) }

  /// Whole seconds since the Unix epoch, as every `…_unix_secs` field carries them.
  public var unixSeconds: Int64 { floorDivide(nanoseconds, 1_000_000_000).quotient }

  /// Whole milliseconds since the Unix epoch, as a UUIDv7 carries them.
  public var unixMilliseconds: Int64 { floorDivide(nanoseconds, 1_000_000).quotient }

  /// Orders by time.
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The instant `duration` later; saturates at the ends of the range.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    let step = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !step.overflow else { return Instant(nanoseconds: seconds < 0 ? .min : .max) }
    let sum = instant.nanoseconds.addingReportingOverflow(step.partialValue + attoseconds / 1_000_000_000)
    guard !sum.overflow else { return Instant(nanoseconds: seconds < 0 ? .min : .max) }
    return Instant(nanoseconds: sum.partialValue)
  }

  /// The time from the right instant to the left one; at most what 64 bits of nanoseconds hold, some 292 years.
  public static func - (left: Instant, right: Instant) -> Duration {
    .nanoseconds(left.nanoseconds.subtractingSaturating(right.nanoseconds))
  }
}

extension Instant: Codable {
  /// Reads nanoseconds since 1970.
  public init(from decoder: any Decoder) throws {
    nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  /// Writes nanoseconds since 1970.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nanoseconds)
  }
}
