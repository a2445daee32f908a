import MP3
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct MP3EncoderTests {
  /// A saw tooth of so many samples, fed in pieces.
  static func encoded(_ count: Int, rate: Int = 16_000, kilobits: Int = 40, piece: Int = 1_000) throws -> [UInt8] {
    var encoder = try MP3Encoder(samplesPerSecond: rate, kilobitsPerSecond: kilobits)
    let samples = (0..<count).map { Int16($0 % 80 * 100 - 4_000) }
    for start in stride(from: 0, to: count, by: piece) {
      try encoder.append(Array(samples[start..<min(start + piece, count)]))
    }
    return try encoder.finish()
  }

  @Test(arguments: [0, 1, 575, 576, 577, 16_000, 100_003], [(8_000, 24), (16_000, 40), (44_100, 64)])
  func theStreamTellsItsExactLength(count: Int, form: (rate: Int, kilobits: Int)) throws {
    let rate = form.rate
    let stream = try MP3Stream(Self.encoded(count, rate: rate, kilobits: form.kilobits))
    #expect(stream.rate == rate)
    #expect(stream.isMono)
    #expect(stream.tag?.frames == stream.frames)
    #expect(stream.samples == count)
  }

  @Test func theBitRateIsConstant() throws {
    let bytes = try Self.encoded(160_000)
    #expect(try bytes.count == 180 * (MP3Stream(bytes).frames + 1))
  }

  @Test func framesWithoutRoomForATagAreStillAStream() throws {
    let stream = try MP3Stream(Self.encoded(160_000, kilobits: 16))
    #expect(stream.tag == nil)
    #expect((160_000..<160_000 + 4 * 576).contains(stream.frames * stream.samplesPerFrame))
  }

  @Test func piecesDoNotMatter() throws {
    let whole = try Self.encoded(20_000, piece: 20_000)
    #expect(try Self.encoded(20_000, piece: 7) == whole)
    #expect(try Self.encoded(20_000, piece: 20_000) == whole)
  }

  @Test(arguments: [0, -1, 7, Int.max])
  func anImpossibleRateIsRefused(rate: Int) {
    #expect(throws: MP3Failure.self) {
      _ = try MP3Encoder(samplesPerSecond: rate, kilobitsPerSecond: 40).finish()
    }
  }
}
