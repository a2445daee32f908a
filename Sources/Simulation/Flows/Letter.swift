public import EventLoop
public import HTTP1

/// A request that a sandbox sends to the app under test: a webhook, a tool's call.
public struct Letter: Sendable {
  /// What it is, as the journal's `operation` tells: `post_call_transcription`, `server_tool`.
  public var operation: String
  /// The method.
  public var method: Method
  /// An absolute URL.
  public var url: String
  /// Fields in their order; `host` and `content-length` are added.
  public var fields: Fields
  /// The body.
  public var body: [UInt8]
  /// How long an answer may take, in real time.
  public var timeout: Duration
  /// Whether the body goes out in chunks, without its length said before.
  public var isChunked = false
  /// What the journal says of what came of it, beyond the answer itself: the cause of a failure, and what mends it.
  public var explanation: (@LoopActor @Sendable (Delivered) -> String?)?

  /// A letter.
  public init(
    _ operation: String, _ method: Method = .post, _ url: String, fields: Fields = Fields(), body: [UInt8] = [],
    timeout: Duration = .seconds(20)
  ) {
    self.operation = operation
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.timeout = timeout
  }
}

/// What came of a letter.
public enum Delivered: Sendable {
  /// The app answered, with whatever status.
  case answered(Response)
  /// Nobody answered: `kind` is one word such as `unreachable`, `timed_out` or `target_not_allowed`.
  case failed(kind: String, message: String)

  /// The status of the answer; nil where there was none.
  public var status: Int? {
    if case .answered(let response) = self { response.status } else { nil }
  }
}

/// Carries letters to the app; what it is made of knows sockets, which a sandbox does not.
@LoopActor public protocol Postman: AnyObject {
  /// Sends a letter and waits for what comes of it, timeouts included.
  func deliver(_ letter: Letter, from sandbox: Sandbox) async -> Delivered
}

extension Sandbox {
  /// Sends a letter, waits, and writes both into the journal: in flight until then.
  ///
  /// It is written down when its turn has come, so that the journal of a clock that stands does not tell which answer was
  /// faster.
  func send(_ letter: Letter) async -> Delivered {
    let began = WallClock.monotonic
    let life = life
    let (delivered, ended, note) = await clock.whileInFlight(Errand(letter)) {
      let delivered =
        await postman?.deliver(letter, from: self)
        ?? .failed(kind: "no_network", message: "this sandbox sends nothing: it has no way out")
      return (delivered, WallClock.monotonic, mayWaitForItself(delivered, began) ? Self.circle : nil)
    }
    if !life.isOver { journal.append(letter, delivered, time: clock.now, nanoseconds: ended - began, note: note) }
    return delivered
  }

  /// Whether a request got no answer in time while an advance of the clock waited, which was asked for after it was sent.
  private func mayWaitForItself(_ delivered: Delivered, _ began: Int64) -> Bool {
    guard case .failed(kind: "timed_out", _) = delivered else { return false }
    return clock.isAdvanceWaiting(since: began)
  }

  private static let circle =
    "While this request was under way, an advance of this sandbox's clock was asked for, and an advance waits for requests "
    + "that are under way. If the app asked for it before it answered this request, it waited for itself: answer first, "
    + "or advance the clock from elsewhere."
}
