internal import Bytes
internal import EventLoop
internal import Telephony

extension Conversation {
  /// Its recording, an MP3 stream.
  func audio() async throws(DialogueAudio.Failure) -> [UInt8] {
    let utterances = utterances
    return try await DialogueAudio.mp3(of: utterances, length: length ?? utterances.last?.end ?? .zero)
  }

  /// The call's duration; nil where a scenario does not tell it.
  private var length: Duration? { acceptedAt.map { _ in Duration(clampingSeconds: durationSeconds) } }

  /// What was said and when.
  ///
  /// The transcript tells whole seconds in which turns begin. Each lasts as long as its text takes, at most until the next
  /// one begins; turns of one second follow each other.
  var utterances: [Utterance] {
    var begun = Duration.zero
    let turns = transcript.compactMap { turn -> Utterance? in
      guard let text = turn.message, !text.isEmpty else { return nil }
      begun = max(begun, Duration(clampingSeconds: turn.at))
      let speaker: Utterance.Speaker = turn.role == .agent ? .agent : .person
      return Utterance(speaker, text, from: begun, to: begun + Dialogue.length(of: text))
    }
    var utterances: [Utterance] = []
    while utterances.count < turns.count {
      let rest = turns[utterances.count...]
      let start = rest.first?.start ?? .zero
      let together = rest.prefix { $0.start == start }
      let next = rest.dropFirst(together.count).first?.start
      utterances += Self.oneByOne(together, from: start, until: next ?? length)
    }
    return utterances
  }

  /// Turns that begin at once, one behind the other; faster where their time is short.
  private static func oneByOne(
    _ turns: ArraySlice<Utterance>, from start: Duration, until end: Duration?
  ) -> [Utterance] {
    let wanted = turns.reduce(Duration.zero) { $0 + ($1.end - $1.start) }
    let room = max(end.map { $0 - start } ?? wanted, .zero)
    let pace = room < wanted ? room / wanted : 1
    var at = start
    return turns.map { turn in
      let begin = at
      at += (turn.end - turn.start) * pace  // Bounded: at most 1.
      return Utterance(turn.speaker, turn.text, from: begin, to: at)
    }
  }
}
