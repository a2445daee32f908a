internal import Bytes

/// Sound of one voice: linear samples of 16 bits, as the phone network has them before any coding.
public struct Audio: Equatable, Sendable {
  /// How many samples make a second.
  public enum Rate: Int, Sendable {
    /// What a telephone line carries.
    case narrow = 8_000
    /// What is called wide-band speech.
    case wide = 16_000
  }

  /// How many samples make a second.
  public let rate: Rate
  /// The samples, in order.
  public var samples: [Int16]

  /// These samples.
  public init(rate: Rate, samples: [Int16] = []) {
    self.rate = rate
    self.samples = samples
  }

  /// How long it sounds.
  public var duration: Duration { rate.duration(of: samples.count) }
}

extension Audio.Rate {
  /// How long so many samples sound.
  public func duration(of samples: Int) -> Duration {
    let (seconds, rest) = samples.quotientAndRemainder(dividingBy: rawValue)
    let part = rest * 1_000_000_000 / rawValue  // Bounded: below a second.
    return Duration(clampingSeconds: seconds) + .nanoseconds(part)
  }

  /// How many samples so long a time has, to the nearest; none for a negative one.
  public func samples(in duration: Duration) -> Int {
    let (seconds, attoseconds) = max(duration, .zero).components
    let rate = Int64(rawValue)
    let rest = (attoseconds / 1_000_000_000 * rate + 500_000_000) / 1_000_000_000  // Bounded: below a second.
    return Int(clamping: seconds.multipliedSaturating(by: rate).addingSaturating(rest))
  }
}
