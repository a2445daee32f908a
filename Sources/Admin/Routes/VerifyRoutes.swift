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
    try verification.read()
    let wait = Duration(clampingSeconds: exchange.body["timeout"]?.real ?? 0)
    switch verdict(of: verification) {
    case .open where wait > .zero: break
    case .verified where wait > .zero && verification.hasOnlyUpperBounds: break
    case .verified: return .now(answer(verification))
    case .open, .failed:
      if LoopSlices.begin({ sandbox.noteNextCredentials() }) { return .now(answer(verification)) }
      return .later { [verification] in
        await sandbox.noteCredentials()
        return answer(verification)
      }
    }
    return .later { [verification] in
      var verification = verification
      do throws(AdminError) {
        try await settle(&verification, within: wait)
        await sandbox.noteCredentials()
        return answer(verification)
      } catch {
        return error.response
      }
    }
  }

  /// Waits until lower bounds are met or an upper one is broken; where there are only upper ones, to the end.
  private static func settle(_ verification: inout Verification, within wait: Duration) async throws(AdminError) {
    let journal = verification.sandbox.journal
    let generation = journal.generation
    let deadline = Deadline(after: wait)
    while let rest = deadline.rest, !Task.isCancelled {
      await journal.change(within: rest)
      if journal.generation != generation {
        throw AdminError(409, "journal_reset", "The sandbox was reset while its journal was watched.")
      }
      try verification.read()
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

  private static func answer(_ verification: Verification) -> Response {
    let shortfalls = verification.shortfalls(explaining: true)
    return shortfalls.isEmpty ? .json(verification.json) : verification.failure(shortfalls)
  }
}
