internal import EventLoop
internal import JSON
internal import OpenAPI

/// What a case knows while it runs; every channel reads it and adds to it.
@LoopActor final class CaseState {
  /// Where the requests go, and with which keys.
  let session: CaseSession
  /// What the service's answers may look like.
  let document: Document
  /// What the texts of later steps are filled in with.
  var variables: Variables
  /// What the numbered placeholders have turned out to be.
  var bindings = PlaceholderBindings()

  init(session: CaseSession, document: Document) {
    self.session = session
    self.document = document
    variables = session.variables
  }
}
