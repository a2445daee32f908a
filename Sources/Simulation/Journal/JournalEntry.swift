public import HTTP1

/// One thing that happened in a sandbox.
///
/// It has the values as they were; secrets are hidden and JSON is made when somebody reads. Made from what the journal keeps
/// when somebody asks; a class, since it has many members, which no reader should have to copy.
public final class JournalEntry: Sendable {
  /// What kind of thing happened.
  public enum Kind: String, CaseIterable, Sendable {
    /// A request to one of the APIs, and its answer.
    case request
    /// A change that the control API made.
    case control
    /// A request that the sandbox sent to the app, and the app's answer.
    case outgoing
    /// Something that happened to a call.
    case call
  }

  /// Counted from 1, without gaps, until the sandbox is reset.
  public let sequence: Int
  /// The sandbox's time at the answer.
  public let time: Instant
  /// What kind of thing happened.
  public let kind: Kind
  /// The request as it came, its body perhaps cut.
  public let request: Request
  /// What was cut off the request's body.
  public let requestCut: BodyCut?
  /// The answer with what is told about it, its body perhaps cut.
  public let answered: Answered
  /// What was cut off the answer's body.
  public let responseCut: BodyCut?
  /// How long the answer took, in real time.
  public let nanoseconds: Int64
  /// About how many bytes of memory it takes in the journal.
  public let byteCount: Int
  private let pathLength: Int

  init(
    _ sequence: Int, _ row: JournalTape.Row, _ rest: JournalTape.Rest?,
    _ exchange: (request: Request, response: Response)
  ) {
    self.sequence = sequence
    time = Instant(nanoseconds: row.time)
    kind = row.kind
    request = exchange.request
    var answered = Answered(
      exchange.response, operation: row.operation, error: rest?.error, hint: rest?.hint)
    answered.rules = rest?.rules ?? []
    answered.trial = rest?.trial
    answered.asked = rest?.asked
    self.answered = answered
    requestCut = rest?.requestCut
    responseCut = rest?.responseCut
    nanoseconds = row.nanoseconds
    byteCount = row.byteCount
    pathLength = Int(row.pathLength)
  }

  /// The path behind any sandbox prefix, percent-encoding kept.
  public var path: String { String(decoding: request.pathBytes.suffix(pathLength), as: UTF8.self) }

  /// The rules that fired, in order.
  public var rules: [String] { answered.rules }
}
