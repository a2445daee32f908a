internal import EventLoop
internal import JSON

/// What a case knows while it runs; every channel reads it and adds to it.
@LoopActor final class CaseState {
  /// Where the requests go, and with which keys.
  let session: CaseSession
  /// What the services' answers may look like.
  let documents: ProviderDocuments
  /// What the texts of later steps are filled in with.
  var variables: Variables
  /// What the numbered placeholders have turned out to be.
  var bindings = PlaceholderBindings()

  /// What the service sends to the case; nil where it receives nothing.
  let mailbox: Mailbox?
  /// Whether somebody wants the run to end.
  let shouldStop: @LoopActor () -> Bool

  init(
    session: CaseSession, documents: ProviderDocuments, mailbox: Mailbox? = nil,
    shouldStop: @escaping @LoopActor () -> Bool = { false }
  ) {
    self.session = session
    self.documents = documents
    self.mailbox = mailbox
    self.shouldStop = shouldStop
    variables = session.variables
    for (name, value) in mailbox?.variables ?? [] { variables[name] = value }
  }

  /// Lets so many seconds pass, as time passes where the case runs.
  func pass(_ seconds: Double) async throws(ExchangeFailure) { try await session.time.pass(seconds) }

  /// An expectation with its variables filled in.
  func match(_ match: JSONValue) throws(Variables.Missing) -> Match { try variables.match(match) }
}
