import Telephony
import Testing

@Suite(.timeLimit(.minutes(2))) struct ToneSpeechTests {
  static let dialogue = [
    Utterance(.agent, "Hello, this is the clinic calling.", from: .seconds(0), to: .seconds(2)),
    Utterance(.person, "Yes, speaking. Who is it?", from: .seconds(4), to: .seconds(6)),
  ]

  static func samples(_ utterances: [Utterance] = dialogue, length: Int = 8, rate: Audio.Rate = .wide) -> [Int16] {
    ToneSpeech.audio(of: utterances, length: .seconds(length), rate: rate).samples
  }

  /// How often a second the samples change their sign upwards, where they are loud: the pitch that is heard.
  static func pitch(_ samples: ArraySlice<Int16>) -> Double {
    let loud = samples.count { abs(Int($0)) > 300 }
    let rises = zip(samples, samples.dropFirst()).count { $0 <= 0 && $1 > 0 }
    return Double(rises) * 16_000 / Double(max(loud, 1))
  }

  static func isSilent(_ samples: some Sequence<Int16>) -> Bool { samples.allSatisfy { $0 == 0 } }

  @Test(arguments: [Audio.Rate.narrow, .wide])
  func itsLengthIsTheDialogues(rate: Audio.Rate) {
    let audio = ToneSpeech.audio(of: Self.dialogue, length: .milliseconds(7_250), rate: rate)
    #expect(audio.samples.count == 29 * rate.rawValue / 4)
    #expect(audio.duration == .milliseconds(7_250))
  }

  @Test func silenceIsBetweenUtterances() {
    let samples = Self.samples()
    #expect(!Self.isSilent(samples[0..<32_000]))
    #expect(Self.isSilent(samples[32_000..<64_000]))
    #expect(!Self.isSilent(samples[64_000..<96_000]))
    #expect(Self.isSilent(samples[96_000...]))
    // An utterance fills its time: its last tenth is heard as well.
    #expect(!Self.isSilent(samples[28_800..<32_000]))
    #expect(!Self.isSilent(samples[92_800..<96_000]))
  }

  @Test func theSidesDifferInPitch() {
    let samples = Self.samples()
    let (agent, person) = (Self.pitch(samples[0..<32_000]), Self.pitch(samples[64_000..<96_000]))
    #expect(agent > 1.4 * person, "\(agent) Hz, \(person) Hz")
  }

  @Test func wordsAreHeardApart() {
    let one = Utterance(.agent, "Well", from: .zero, to: .seconds(3))
    let many = Utterance(.agent, "a, b, c, d, e", from: .zero, to: .seconds(3))
    #expect(Self.pauses(Self.samples([one], length: 3)) == 1)
    #expect(Self.pauses(Self.samples([many], length: 3)) == 4)
  }

  /// Stretches of more than 20 ms without sound, between sounds.
  static func pauses(_ samples: [Int16]) -> Int {
    let parts = samples.split(separator: 0, maxSplits: .max, omittingEmptySubsequences: true)
    return zip(parts, parts.dropFirst()).count { $1.startIndex - $0.endIndex > 320 }
  }

  @Test(arguments: [1, 100, 4_096, 16_000])
  func piecesJoinToTheWhole(size: Int) {
    var speech = ToneSpeech(Self.dialogue, length: .seconds(8))
    var joined: [Int16] = []
    while let piece = speech.next(size) { joined += piece.samples }
    #expect(joined == Self.samples())
    #expect(speech.remaining == 0)
  }

  @Test func otherWordsSoundOtherwise() {
    var other = Self.dialogue
    other[0].text = "Hello, that is the clinic calling."
    #expect(Self.samples(other) != Self.samples())
  }

  @Test func whoBeginsEndsTheOther() {
    let utterances = [
      Utterance(.person, "And then I said", from: .seconds(2), to: .seconds(4)),
      Utterance(.agent, "I wanted to ask whether", from: .zero, to: .seconds(5)),
    ]
    let samples = Self.samples(utterances, length: 5)
    #expect(Self.pitch(samples[0..<32_000]) > 1.4 * Self.pitch(samples[32_000..<64_000]))
    #expect(Self.isSilent(samples[64_000...]))
  }

  @Test(arguments: [("", 1), (" ", 9), ("\u{301}", 1), ("我们明天三点见面好吗", 1), ("far too much ", 5_000), ("👩‍👩‍👧", 1)])
  func anyTextHasItsTime(part: String, times: Int) {
    let text = String(repeating: part, count: times)
    let utterances = [Utterance(.agent, text, from: .zero, to: .seconds(1))]
    let samples = Self.samples(utterances, length: 2)
    #expect(samples.count == 32_000)
    #expect(Self.isSilent(samples) == (text.allSatisfy(\.isWhitespace)))
    #expect(Self.isSilent(samples[16_000...]))
  }

  @Test func noLengthIsNoSound() {
    #expect(Self.samples(length: 0).isEmpty)
    #expect(Self.samples(length: -1).isEmpty)
    #expect(Self.isSilent(Self.samples([Utterance(.agent, "Late", from: .seconds(9), to: .seconds(10))])))
  }
}
