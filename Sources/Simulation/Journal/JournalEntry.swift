public import HTTP1

/// One thing that happened in a sandbox.
///
/// It keeps the values as they were; secrets are hidden and JSON is made when somebody reads. A class, since it has many
/// members, which no journal and no reader should have to copy.
public final class JournalEntry: Sendable {
  /// What kind of thing happened.
  public enum Kind: String, CaseIterable, Sendable {
    /// A request to one of the APIs, and its answer.
    case request
    /// A change that the control API made.
    case control
  }

  /// Counted from 1, without gaps, until the sandbox is reset.
  public let sequence: Int
  /// The sandbox's time at the answer.
  public let time: Instant
  /// What kind of thing happened.
  public let kind: Kind
  private let kept: KeptRequest
  /// What was cut off the request's body.
  public let requestCut: BodyCut?
  /// The answer with what is told about it, its body perhaps cut.
  public let answered: Answered
  /// What was cut off the answer's body.
  public let responseCut: BodyCut?
  /// How long the answer took, in real time.
  public let nanoseconds: Int64
  /// About how many bytes of memory it takes.
  public let byteCount: Int
  private let pathLength: Int

  init(
    _ sequence: Int, _ kind: Kind, time: Instant, request: consuming KeptRequest, requestCut: BodyCut?, pathLength: Int,
    answered: borrowing Answered, nanoseconds: Int64
  ) {
    self.sequence = sequence
    self.time = time
    self.kind = kind
    let requestBytes = request.byteCount
    kept = request
    self.requestCut = requestCut
    responseCut = BodyCut.of(answered.response.body)
    self.answered = responseCut == nil ? copy answered : Self.cut(answered)
    self.nanoseconds = nanoseconds
    self.pathLength = pathLength
    byteCount =
      Self.ownBytes + requestBytes + self.answered.response.body.count
      + answered.response.fields.byteCount + (answered.hint?.utf8.count ?? 0)
      + (answered.trial == nil ? 0 : Self.trialBytes)
  }

  private static func cut(_ answered: borrowing Answered) -> Answered {
    var answered = copy answered
    answered.response.body = Array(answered.response.body[..<JournalLimits.body])
    return answered
  }

  /// The request as it came, its body perhaps cut; made anew each time.
  public var request: Request { kept.request }

  /// The path behind any sandbox prefix, percent-encoding kept.
  public var path: String { String(decoding: request.pathBytes.suffix(pathLength), as: UTF8.self) }

  /// The rules that fired, in order.
  public var rules: [String] { answered.rules }

  /// The entry itself and the bookkeeping of what it refers to.
  private static let ownBytes = 512
  /// What explains why rules did not fire keeps the request's head a second time.
  private static let trialBytes = 1_024
}
