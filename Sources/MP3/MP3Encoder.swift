internal import CLAME

/// An MP3 stream in the making (MPEG audio, layer III): mono, of constant bit rate, by LAME, which is loaded at the first one.
///
/// Owns one LAME encoder. The stream's first frame tells its exact length, so that a decoder cuts off what the format adds
/// at both ends; a bit rate whose frames have no room for that (below 40 kbit/s at 16,000 samples a second) goes without.
@safe public struct MP3Encoder: ~Copyable {
  /// What the last frames, or the first, need at most.
  private static let roomForFrames = 7_200

  private let encoder: OpaquePointer
  private var bytes: [UInt8] = []

  /// A stream of no samples yet.
  ///
  /// MPEG knows 8,000 to 48,000 samples a second in nine steps; LAME takes the nearest bit rate that goes with them.
  public init(samplesPerSecond: Int, kilobitsPerSecond: Int) throws(MP3Failure) {
    if let words = unsafe ringback_mp3_load() {
      throw unsafe MP3Failure(.libraryMissing, String(cString: words))
    }
    guard let encoder = unsafe ringback_mp3_begin(Int32(clamping: samplesPerSecond), Int32(clamping: kilobitsPerSecond))
    else {
      throw MP3Failure(
        .refused, "LAME encodes no \(samplesPerSecond) samples a second at \(kilobitsPerSecond) kbit/s")
    }
    unsafe self.encoder = encoder
  }

  deinit { unsafe ringback_mp3_free(encoder) }

  /// Takes more samples; pieces of some thousand are best.
  public mutating func append(_ samples: [Int16]) throws(MP3Failure) {
    guard !samples.isEmpty else { return }
    // LAME's own bound for what so many samples can become.
    let status = unsafe write(atMost: samples.count + samples.count / 4 + Self.roomForFrames) { encoder, into, room in
      unsafe samples.withUnsafeBufferPointer { samples in
        guard let start = samples.baseAddress else { return 0 }
        return unsafe ringback_mp3_encode(encoder, start, Int32(samples.count), into, room)
      }
    }
    guard status >= 0 else { throw MP3Failure(.refused, "LAME gave up with \(status)") }
  }

  /// The whole stream.
  public consuming func finish() throws(MP3Failure) -> [UInt8] {
    let status = unsafe write(atMost: Self.roomForFrames) { unsafe ringback_mp3_flush($0, $1, $2) }
    guard status >= 0 else { throw MP3Failure(.refused, "LAME ended with \(status)") }
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe _ = ringback_mp3_tag(encoder, start, bytes.count)
    }
    return bytes
  }

  /// Lets LAME write behind what there is, and keeps as much as it says that it wrote.
  private mutating func write(
    atMost room: Int, _ work: (OpaquePointer, UnsafeMutablePointer<UInt8>, Int32) -> Int32
  ) -> Int32 {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: room))
    let written = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      guard let first = bytes.baseAddress else { return Int32(0) }
      return unsafe work(encoder, first + start, Int32(room))
    }
    bytes.removeLast(room - Int(max(written, 0)))
    return written
  }
}
