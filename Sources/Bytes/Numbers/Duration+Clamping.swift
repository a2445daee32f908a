/// Durations of numbers from outside: none of them traps, whatever the number is.
extension Duration {
  /// The longest duration that a number from outside becomes: what 64 bits of nanoseconds hold, some 292 years.
  ///
  /// Far below what `Duration` itself holds, so that sums of such durations cannot overflow.
  public static let longest = Duration.nanoseconds(Int64.max)

  /// A duration of so many seconds, at most `longest` either way; NaN is zero.
  @inlinable public init(clampingSeconds seconds: Double) {
    self = .nanoseconds(Int64(clamping: seconds * 1_000_000_000))
  }

  /// A duration of so many seconds, at most `longest` either way.
  @inlinable public init(clampingSeconds seconds: some BinaryInteger) {
    self = .nanoseconds(Int64(clamping: seconds).multipliedSaturating(by: 1_000_000_000))
  }

  /// A duration of so many milliseconds, at most `longest` either way; NaN is zero.
  @inlinable public init(clampingMilliseconds milliseconds: Double) {
    self = .nanoseconds(Int64(clamping: milliseconds * 1_000_000))
  }

  /// A duration of so many milliseconds, at most `longest` either way.
  @inlinable public init(clampingMilliseconds milliseconds: some BinaryInteger) {
    self = .nanoseconds(Int64(clamping: milliseconds).multipliedSaturating(by: 1_000_000))
  }

  /// A duration of so many microseconds, at most `longest` either way.
  @inlinable public init(clampingMicroseconds microseconds: some BinaryInteger) {
    self = .nanoseconds(Int64(clamping: microseconds).multipliedSaturating(by: 1_000))
  }

  /// Whole nanoseconds; the ends of the range stand for what lies beyond.
  @inlinable public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.multipliedSaturating(by: 1_000_000_000).addingSaturating(attoseconds / 1_000_000_000)
  }

  /// Whole milliseconds, rounded up; never negative, and the largest number where there are more.
  @inlinable public var wholeMilliseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let rest = UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    return UInt64(seconds).multipliedSaturating(by: 1000).addingSaturating(rest)
  }
}
