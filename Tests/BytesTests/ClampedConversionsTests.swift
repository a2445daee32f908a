import Bytes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClampedConversionsTests {
  @Test(
    arguments: [
      (0, 0), (1.9, 1), (-1.9, -1), (1e300, Int64.max), (-1e300, Int64.min), (.infinity, Int64.max),
      (-.infinity, Int64.min), (.nan, 0), (9.223372036854775e18, 9_223_372_036_854_774_784), (9.3e18, Int64.max),
    ] as [(Double, Int64)])
  func clampsDoubles(value: Double, expected: Int64) {
    #expect(Int64(clamping: value) == expected)
  }

  @Test func clampsToUnsignedNumbers() {
    #expect(UInt64(clamping: -1.0) == 0)
    #expect(UInt8(clamping: 256.0) == 255)
  }

  @Test func saturatesArithmetic() {
    #expect(Int64.max.addingSaturating(1) == .max)
    #expect(Int64.min.addingSaturating(-1) == .min)
    #expect(Int64.min.subtractingSaturating(1) == .min)
    #expect(Int64.max.subtractingSaturating(-1) == .max)
    #expect(UInt64(1).subtractingSaturating(2) == 0)
    #expect(Int64.max.multipliedSaturating(by: 2) == .max)
    #expect(Int64.max.multipliedSaturating(by: -2) == .min)
    #expect(Int64(6).multipliedSaturating(by: -7) == -42)
  }

  @Test(arguments: [1e300, .infinity, 1e18, -1e300, .nan, 0.25])
  func noDurationTraps(seconds: Double) {
    let duration = Duration(clampingSeconds: seconds)
    #expect(duration <= .longest)
    #expect(duration + duration >= .longest + .longest || duration < .longest)
    #expect(seconds != 0.25 || duration == .milliseconds(250))
  }

  @Test func countsWholeMilliseconds() {
    #expect(Duration.nanoseconds(1).wholeMilliseconds == 1)
    #expect(Duration.seconds(-1).wholeMilliseconds == 0)
    #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
  }
}
