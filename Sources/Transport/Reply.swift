internal import EventLoop
public import HTTP1

/// What a handler makes of a request.
///
/// Handed on, never copied: an answer has many parts, and each copy would count a reference to each of them.
public enum Reply: ~Copyable {
  /// The answer, known at once.
  case now(Response)
  /// The answer follows; requests behind this one on the same connection wait for it.
  ///
  /// The work runs in a task of its own on the loop, which is cancelled when the client is gone or will send no
  /// more: it then answers with what there is, for a client that only ended its own side.
  case later(@LoopActor @Sendable () async -> Response)
}
