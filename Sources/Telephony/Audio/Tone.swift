internal import Bytes

/// A syllable that is sounding: a tone with two overtones that swells and fades.
///
/// Sine and cosine go on from sample to sample by rotation, so that a sample costs some multiplications.
struct Tone: Sendable {
  /// About a third of full scale where it is loudest.
  private static let amplitude = 7_000.0

  private var wave: Rotation
  private var swell: Rotation

  init(_ syllable: Syllable, rate: Audio.Rate) {
    wave = Rotation(by: 2 * .pi * syllable.pitch / Double(rate.rawValue))
    swell = Rotation(by: 2 * .pi / Double(syllable.span.count))
  }

  /// Writes its next `count` samples.
  mutating func sound(in samples: inout [Int16], at start: Int, count: Int) {
    for index in start..<start + count {
      let (sine, cosine) = (wave.sine, wave.cosine)
      let second = 2 * sine * cosine
      let third = sine * (3 - 4 * sine * sine)
      let loudness = (1 - swell.cosine) / 2
      samples[index] = Int16(clamping: Self.amplitude * loudness * (sine + 0.4 * second + 0.15 * third))
      wave.advance()
      swell.advance()
    }
  }
}

/// An angle that grows in equal steps from 0.
private struct Rotation: Sendable {
  private(set) var sine = 0.0
  private(set) var cosine = 1.0
  private let stepSine: Double
  private let stepCosine: Double

  /// Steps of less than half a radian, for which few terms of the series are exact; the same on every machine.
  init(by step: Double) {
    let square = step * step
    stepSine = step * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72 * (1 - square / 110)))))
    stepCosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56 * (1 - square / 90))))
  }

  mutating func advance() {
    let grown = sine * stepCosine + cosine * stepSine
    cosine = cosine * stepCosine - sine * stepSine
    sine = grown
  }
}
