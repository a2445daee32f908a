internal import Telephony

/// Who says what, and when: the course of a conversation without any waiting.
///
/// Times count from the answer. Whoever runs it sleeps where something has to happen at its time, and may cut it short.
struct Dialogue {
  /// What happens next.
  enum Beat {
    /// Somebody speaks, until the given time.
    case turn(Turn, end: Duration)
    /// It is over.
    case end(Ending, at: Duration)
  }

  /// How a conversation ended.
  struct Ending: Equatable {
    var reason: String
    var party: Line.Party
  }

  /// How fast people and agents speak: 15 characters a second (assumed).
  static func length(of text: String) -> Duration { .milliseconds(max(600, text.utf8.count * 1_000 / 15)) }
  /// From the end of one turn to the start of the next (assumed).
  static let pause = Duration.seconds(1)

  private var time = Duration.zero
  private var beats: [(role: Turn.Role, text: String)]
  private var next = 0

  init(_ session: Session, _ person: Person) {
    beats = [(.agent, session.filled(session.firstMessage))]
    for line in person.lines ?? [Person.Line("Yes, thank you."), Person.Line("Goodbye.")] {
      beats.append((.user, line.says))
    }
  }

  mutating func nextBeat() -> Beat {
    guard next < beats.count else {
      return .end(Ending(reason: "Call ended by remote party", party: .person), at: time)
    }
    let beat = beats[next]
    next += 1
    let turn = Turn(beat.role, beat.text, at: time.components.seconds)
    let end = time + Self.length(of: beat.text)
    time = end + Self.pause
    return .turn(turn, end: end)
  }
}
