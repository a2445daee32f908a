internal import EventLoop
internal import Simulation
internal import Telephony

/// A dialogue on a line: as long as it takes, and cut short where somebody hangs up.
@LoopActor struct Talk {
  /// What was said, and how it ended.
  struct Result {
    var turns: [Turn] = []
    var ending: Dialogue.Ending
    var length: Duration
  }

  let line: Line
  let answeredAt: Instant
  var dialogue: Dialogue

  /// Lets it run to its end, or until the line is cut.
  ///
  /// Nobody sees a transcript before the end (measured live), so it sleeps once for many turns.
  mutating func run(_ flow: Flow) async throws(CancellationError) -> Result {
    var spoken: [(turn: Turn, start: Duration)] = []
    while true {
      switch dialogue.nextBeat() {
      case .turn(let turn, _): spoken.append((turn, .seconds(turn.at)))
      case .end(let ending, let time):
        let purpose = Purpose("end of the conversation", of: line.callSID)
        if try await line.wait(until: answeredAt + time, for: purpose, in: flow) {
          return Result(turns: spoken.map(\.turn), ending: ending, length: time)
        }
        let cut = Duration.nanoseconds(flow.now.nanoseconds - answeredAt.nanoseconds)
        return Result(
          turns: spoken.filter { $0.start < cut }.map(\.turn),
          ending: Dialogue.Ending(reason: "Call ended by remote party", party: line.endedBy ?? .api), length: cut)
      }
    }
  }
}
