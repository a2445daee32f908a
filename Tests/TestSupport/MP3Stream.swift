/// What a decoder reads from an MPEG layer III stream: every frame's head, and the tag in the first.
///
/// Source: ISO/IEC 11172-3 §2.4.1.3, ISO/IEC 13818-3 §2.4.2.3; the tag as LAME documents it ("Mp3 Info Tag rev 1").
public struct MP3Stream {
  /// Bytes that are no frame where one should begin.
  public struct Broken: Error {
    /// Where.
    public let offset: Int
  }

  /// The frames that sound; the one with the tag does not.
  public private(set) var frames = 0
  /// Samples a second, of all frames alike.
  public private(set) var rate = 0
  /// Samples that a frame holds.
  public private(set) var samplesPerFrame = 0
  /// Whether all frames have one channel.
  public private(set) var isMono = true
  /// The frames, the leading and the closing samples to skip, as the tag says; nil without one.
  public private(set) var tag: (frames: Int, leading: Int, closing: Int)?

  /// Samples that are left when what the tag says is cut off.
  public var samples: Int { frames * samplesPerFrame - (tag?.leading ?? 0) - (tag?.closing ?? 0) }

  /// Reads all of a stream.
  public init(_ bytes: [UInt8]) throws(Broken) {
    var offset = 0
    while offset < bytes.count {
      guard let head = Head(bytes, at: offset), offset + head.size <= bytes.count else { throw Broken(offset: offset) }
      if offset > 0, head.rate != rate { throw Broken(offset: offset) }
      rate = head.rate
      samplesPerFrame = head.samples
      isMono = isMono && head.isMono
      if offset == 0, let found = Self.tag(in: bytes, at: head.sideInformation) {
        tag = found
      } else {
        frames += 1
      }
      offset += head.size
    }
  }

  private static func tag(in bytes: [UInt8], at start: Int) -> (frames: Int, leading: Int, closing: Int)? {
    let extra = start + 120
    guard bytes.count > extra + 24, bytes[start..<start + 4].elementsEqual("Info".utf8), bytes[start + 7] & 15 == 15
    else { return nil }
    let frames = bytes[start + 8..<start + 12].reduce(0) { $0 << 8 | Int($1) }
    let (high, middle, low) = (Int(bytes[extra + 21]), Int(bytes[extra + 22]), Int(bytes[extra + 23]))
    return (frames, high << 4 | middle >> 4, (middle & 15) << 8 | low)
  }

  private struct Head {
    private static let bitRates = [
      [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
      [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]

    let rate: Int
    let samples: Int
    let size: Int
    let isMono: Bool
    /// Where the tag stands, if this frame has one.
    let sideInformation: Int

    init?(_ bytes: [UInt8], at offset: Int) {
      guard offset + 4 <= bytes.count, bytes[offset] == 0xff, bytes[offset + 1] & 0xe6 == 0xe2 else { return nil }
      let version = bytes[offset + 1] >> 3 & 3
      let isFirst = version == 3
      let (bits, step) = (Int(bytes[offset + 2] >> 4), Int(bytes[offset + 2] >> 2 & 3))
      guard version != 1, bits > 0, bits < 15, step < 3 else { return nil }
      rate = [44_100, 48_000, 32_000][step] / (isFirst ? 1 : version == 2 ? 2 : 4)
      samples = isFirst ? 1_152 : 576
      isMono = bytes[offset + 3] >> 6 == 3
      let bitRate = Self.bitRates[isFirst ? 0 : 1][bits] * 1_000
      size = samples / 8 * bitRate / rate + Int(bytes[offset + 2] >> 1 & 1)
      sideInformation = offset + 4 + (isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17))
    }
  }
}
