/// A stand-in for speech: whoever listens hears who speaks, when, and how long, and no words.
///
/// Each utterance becomes gentle tones, high for the agent and low for the person, one for each syllable or so, with
/// pauses between words; silence is between utterances. One voice speaks at a time: who begins ends the other. The same
/// dialogue gives the same samples on every machine.
public struct ToneSpeech: Sendable {
  /// How many samples make a second.
  public let rate: Audio.Rate
  /// How many samples are to come.
  public private(set) var remaining: Int

  private let syllables: [Syllable]
  private var nextSyllable = 0
  private var tone: Tone?
  private var position = 0

  /// The dialogue as sound of exactly this length; what is said later is not heard.
  public init(_ utterances: [Utterance], length: Duration, rate: Audio.Rate = .wide) {
    self.rate = rate
    remaining = rate.samples(in: length)
    let inOrder = utterances.sorted { $0.start < $1.start }
    var syllables: [Syllable] = []
    for (index, utterance) in inOrder.enumerated() {
      let next = index + 1 < inOrder.count ? inOrder[index + 1].start : length
      let end = min(utterance.end, next, length)
      guard utterance.start < end else { continue }
      let span = rate.samples(in: utterance.start)..<rate.samples(in: end)
      syllables += Syllable.spoken(utterance.text, by: utterance.speaker, during: span, rate: rate)
    }
    self.syllables = syllables
  }

  /// The next piece of it, of at most so many samples; nil at the end.
  public mutating func next(_ most: Int) -> Audio? {
    let count = min(most, remaining)
    guard count > 0 else { return nil }
    var samples = [Int16](repeating: 0, count: count)
    let end = position + count
    while nextSyllable < syllables.count, syllables[nextSyllable].span.lowerBound < end {
      let syllable = syllables[nextSyllable]
      var tone = tone ?? Tone(syllable, rate: rate)
      let heard = syllable.span.clamped(to: position..<end)
      tone.sound(in: &samples, at: heard.lowerBound - position, count: heard.count)
      let isOver = syllable.span.upperBound <= end
      self.tone = isOver ? nil : tone
      guard isOver else { break }
      nextSyllable += 1
    }
    position = end
    remaining -= count
    return Audio(rate: rate, samples: samples)
  }

  /// All of it at once.
  public static func audio(of utterances: [Utterance], length: Duration, rate: Audio.Rate = .wide) -> Audio {
    var speech = ToneSpeech(utterances, length: length, rate: rate)
    return speech.next(speech.remaining) ?? Audio(rate: rate)
  }
}
