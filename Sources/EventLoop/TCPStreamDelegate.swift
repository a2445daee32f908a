/// What the owner of a stream is told.
///
/// Nothing is called after `TCPStream.close`.
@LoopActor public protocol TCPStreamDelegate: AnyObject {
  /// Bytes have arrived; they are valid until this returns.
  func stream(_ stream: TCPStream, received bytes: RawSpan)
  /// The peer will send no more, but may still read.
  func streamEnded(_ stream: TCPStream)
  /// Queued output has gone out; `queuedBytes` says what is left.
  func streamDrained(_ stream: TCPStream)
  /// The connection is broken; the owner has to close the stream.
  func stream(_ stream: TCPStream, failed error: LoopError)
}
