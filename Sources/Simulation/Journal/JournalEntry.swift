public import HTTP1

/// One thing that happened in a sandbox.
///
/// It keeps the values as they were; secrets are hidden and JSON is made when somebody reads.
public struct JournalEntry: Sendable {
  /// What kind of thing happened.
  public enum Kind: String, CaseIterable, Sendable {
    /// A request to one of the APIs, and its answer.
    case request
    /// A change that the control API made.
    case control
  }

  /// Counted from 1, without gaps, until the sandbox is reset.
  public internal(set) var sequence = 0
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
  private let pathLength: Int

  /// An entry of a request whose path has `pathLength` bytes behind the sandbox's prefix.
  public init(
    _ kind: Kind, time: Instant, request: borrowing Request, pathLength: Int, answered: Answered, nanoseconds: Int64
  ) {
    self.time = time
    self.kind = kind
    self.request = request.kept(bodyLimit: JournalLimits.body)
    requestCut = BodyCut.of(request.body)
    responseCut = BodyCut.of(answered.response.body)
    var answered = answered
    if responseCut != nil { answered.response.body = Array(answered.response.body[..<JournalLimits.body]) }
    self.answered = answered
    self.nanoseconds = nanoseconds
    self.pathLength = pathLength
  }

  /// The path behind any sandbox prefix, percent-encoding kept.
  public var path: String { String(decoding: request.pathBytes.suffix(pathLength), as: UTF8.self) }

  /// The rules that fired, in order.
  public var rules: [String] { answered.rules }

  /// About how many bytes of memory it takes.
  public var byteCount: Int {
    Self.ownBytes + request.byteCount + answered.response.body.count + answered.response.fields.byteCount
      + (answered.hint?.utf8.count ?? 0)
  }

  /// The entry itself and the bookkeeping of what it refers to.
  private static let ownBytes = MemoryLayout<JournalEntry>.stride + 192
}
