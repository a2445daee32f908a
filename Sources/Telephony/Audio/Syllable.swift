internal import Bytes
internal import Simulation

/// One tone of a ``ToneSpeech``.
struct Syllable: Sendable {
  /// The samples that it fills.
  let span: Range<Int>
  /// Its pitch in hertz.
  let pitch: Double

  /// How long it is, counted in syllables, until the next one begins.
  private static let pauseInWord = 0.15
  private static let pauseAfterWord = 0.5
  private static let pauseAfterClause = 1.5
  /// A tone shorter than this many milliseconds would be a click.
  private static let shortest = 20

  /// A text said in this time: words by their length, pauses between them longer where a clause ends, and a last tone
  /// that falls, or rises where it asks.
  static func spoken(
    _ text: String, by speaker: Utterance.Speaker, during span: Range<Int>, rate: Audio.Rate
  ) -> [Syllable] {
    let words = text.split(whereSeparator: \.isWhitespace)
    var beats: [(pitch: Double, pause: Double)] = []
    for (index, word) in words.enumerated() {
      let seed = SeededGenerator.seed(of: String(word))
      let count = (word.unicodeScalars.count + 2) / 3
      for syllable in 0..<count {
        let melody = [1.0, 1.125, 1.25, 0.9][Int(truncatingIfNeeded: (seed >> UInt64(syllable % 32 * 2)) & 3)]
        beats.append((speaker.pitch * melody, pauseInWord))
      }
      let endsClause = word.unicodeScalars.last.map { ".,;:!?…".unicodeScalars.contains($0) } ?? false
      let isLast = index == words.count - 1
      beats[beats.count - 1].pause = isLast ? 0 : endsClause ? pauseAfterClause : pauseAfterWord
    }
    guard let last = beats.indices.last else { return [] }
    beats[last].pitch = speaker.pitch * (text.unicodeScalars.last == "?" ? 1.4 : 0.8)
    return laidOut(beats, during: span, shortest: shortest * rate.rawValue / 1_000)  // Bounded: constants.
  }

  private static func laidOut(
    _ beats: [(pitch: Double, pause: Double)], during span: Range<Int>, shortest: Int
  ) -> [Syllable] {
    // Said far too fast, only some of it is heard.
    let kept = max(1, span.count / (2 * shortest))  // Bounded: a constant.
    let every = (beats.count + kept - 1) / kept
    let beats = stride(from: (beats.count - 1) % every, to: beats.count, by: every).map { beats[$0] }
    let beat = Double(span.count) / beats.reduce(0) { $0 + 1 + $1.pause }
    var at = Double(span.lowerBound)
    var syllables: [Syllable] = []
    for (pitch, pause) in beats {
      let start = Int(clamping: at)
      let end = min(Int(clamping: at + beat), span.upperBound)
      if end - start >= shortest { syllables.append(Syllable(span: start..<end, pitch: pitch)) }
      at += beat * (1 + pause)
    }
    return syllables
  }
}

extension Utterance.Speaker {
  /// In hertz, about where two people's voices lie.
  fileprivate var pitch: Double { self == .agent ? 220 : 130 }
}
