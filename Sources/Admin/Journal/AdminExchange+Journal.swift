internal import EventLoop
internal import HTTP1
internal import JSON
internal import Patterns
internal import Scenario
internal import Simulation

extension AdminExchange {
  /// The sandbox of the request, where it keeps a journal that reaches as far as the cursor.
  func journaledSandbox(after cursor: Int = 0) throws(AdminError) -> Sandbox {
    let sandbox = try sandbox()
    let journal = sandbox.journal
    guard journal.isOn else {
      throw AdminError(
        409, "journal_off",
        "No journal is kept, so nobody can say what happened: start the server with --journal-entries above 0.")
    }
    if cursor > journal.last {
      throw AdminError(
        409, "cursor_ahead",
        "The journal's last entry is \(journal.last), the cursor \(cursor) lies behind it: the sandbox was reset since. "
          + "Begin anew with after=0.", pointer: "/after")
    }
    return sandbox
  }

  /// Writes the request into the journal of the sandbox that it changed; the answer is handed through.
  func journaled(_ response: Response, in sandbox: Sandbox) -> Response {
    sandbox.journal.append(
      .control, time: sandbox.clock.now, request: request, pathLength: path.utf8.count,
      answered: Answered(response, operation: operation), nanoseconds: WallClock.monotonic - began)
    return response
  }
}

extension AdminError {
  /// A pattern is no pattern.
  init(_ mistake: ScenarioMistake) {
    self.init(422, "invalid_pattern", mistake.message, pointer: mistake.pointer.description)
  }

  /// A pattern takes too long on what is in the journal.
  init(_ overrun: Pattern.Overrun) {
    self.init(422, "pattern_overrun", "It cannot be told what is meant: \(overrun.description).")
  }
}
