internal import EventLoop
public import HTTP1

/// A request to the app that is under way: what a clock that stands waits for.
public struct Errand: Sendable {
  /// What it is, as the journal's `operation` says: `server_tool`.
  public let operation: String
  /// The method.
  public let method: Method
  /// Where it goes; it may hold secrets.
  public let url: String
  /// How long its answer may take, in real time.
  public let timeout: Duration
  private let began = WallClock.monotonic

  init(_ letter: Letter) {
    operation = letter.operation
    method = letter.method
    url = letter.url
    timeout = letter.timeout
  }

  /// How long it has been under way, in real time.
  public var age: Duration { .nanoseconds(WallClock.monotonic - began) }
}
