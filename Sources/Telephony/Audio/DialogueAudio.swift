internal import EventLoop
internal import MP3

/// The recording of a call.
///
/// Mono, 16,000 samples and 40,000 bits a second, the least whose frames can tell the exact length. Of the service's own
/// format no more is known than that it is MP3; the rest is assumed.
public enum DialogueAudio {
  /// Beyond this length nothing is encoded: six hours have 108 megabytes.
  public static let longest = Duration.seconds(6 * 3_600)

  /// Why there is no recording.
  public struct Failure: Error, Equatable, Sendable {
    /// The reason in words for people; names the package where a library is missing.
    public let words: String
  }

  /// The dialogue as an MP3 stream of exactly this length, made off the loop.
  ///
  /// The same dialogue gives the same bytes.
  @LoopActor public static func mp3(of utterances: [Utterance], length: Duration) async throws(Failure) -> [UInt8] {
    guard length <= longest else {
      throw Failure(words: "A call of \(length) is longer than the \(longest) that Ringback makes audio for.")
    }
    let made = await LoopActor.offLoop { Result { () throws(MP3Failure) in try encoded(utterances, length) } }
    do throws(MP3Failure) { return try made.get() } catch { throw Failure(words: error.words) }
  }

  /// Second by second, so that no more than one is held as samples.
  private static func encoded(_ utterances: [Utterance], _ length: Duration) throws(MP3Failure) -> [UInt8] {
    let rate = Audio.Rate.wide
    var encoder = try MP3Encoder(samplesPerSecond: rate.rawValue, kilobitsPerSecond: 40)
    var speech = ToneSpeech(utterances, length: length, rate: rate)
    while let piece = speech.next(rate.rawValue) { try encoder.append(piece.samples) }
    return try encoder.finish()
  }
}
