internal import Bytes
internal import EventLoop
internal import HTTP1
internal import JSON
internal import Simulation

/// Whether what was expected has happened.
@LoopActor enum VerifyRoutes {
  static let handlers: [String: AdminHandler] = ["verify": verify]

  /// What comes of a verification.
  private enum Verdict {
    case verified
    /// It may still come right.
    case open
    /// It cannot come right any more.
    case failed
  }

  private static func verify(_ exchange: AdminExchange) throws(AdminError) -> AdminReply {
    let sandbox = try exchange.journaledSandbox(after: Int(exchange.body["after"]?.integer ?? 0))
    var verification = try Verification(exchange.body, sandbox: sandbox, operations: exchange.operations)
    try verification.begin()
    let wait = Duration(clampingSeconds: exchange.body["timeout"]?.real ?? 0)
    // A short journal is answered for at once.
    if try LoopSlices.begin({ () throws(AdminError) in try verification.readNext() }),
      !waits(verification, for: wait), LoopSlices.begin({ sandbox.noteNextCredentials() })
    {
      var search = NearMissSearch(verification)
      if LoopSlices.begin({ search.step() }) { return .now(answer(verification, search)) }
    }
    return .later { [verification] in
      var verification = verification
      do throws(AdminError) {
        try await read(&verification)
        if waits(verification, for: wait) { try await settle(&verification, within: wait) }
      } catch {
        return error.response
      }
      await sandbox.noteCredentials()
      var search = NearMissSearch(verification)
      await LoopSlices.finish { search.step() }
      return answer(verification, search)
    }
  }

  /// Whether it is worth to wait for what may still happen.
  private static func waits(_ verification: Verification, for time: Duration) -> Bool {
    switch verdict(of: verification) {
    case .open: time > .zero
    case .verified: time > .zero && verification.hasOnlyUpperBounds
    case .failed: false
    }
  }

  private static func read(_ verification: inout Verification) async throws(AdminError) {
    try await LoopSlices.finish { () throws(AdminError) in try verification.readNext() }
  }

  /// Waits until lower bounds are met or an upper one is broken; where there are only upper ones, to the end.
  private static func settle(_ verification: inout Verification, within wait: Duration) async throws(AdminError) {
    let journal = verification.sandbox.journal
    let deadline = Deadline(after: wait)
    while let rest = deadline.rest, !Task.isCancelled {
      await journal.change(within: rest)
      if journal.generation != verification.generation {
        throw AdminError(409, "journal_reset", "The sandbox was reset while its journal was watched.")
      }
      try verification.begin()
      try await read(&verification)
      switch verdict(of: verification) {
      case .failed: return
      case .verified: if !verification.hasOnlyUpperBounds { return }
      case .open: break
      }
    }
  }

  private static func verdict(of verification: Verification) -> Verdict {
    let shortfalls = verification.shortfalls(explaining: false)
    return shortfalls.isEmpty ? .verified : shortfalls.contains(where: \.isFinal) ? .failed : .open
  }

  private static func answer(_ verification: Verification, _ search: NearMissSearch) -> Response {
    search.shortfalls.isEmpty ? .json(verification.json) : verification.failure(search.shortfalls)
  }
}
