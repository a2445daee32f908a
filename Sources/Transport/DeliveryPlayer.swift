internal import EventLoop
internal import HTTP1

/// Plays the steps of one answer on a stream, one after the other.
///
/// Its connection tells it what the stream's delegate hears, and stops it when it closes.
@LoopActor final class DeliveryPlayer {
  /// What becomes of the connection when the steps are over.
  enum Ending {
    /// It goes on.
    case open
    /// It ends as after a last answer.
    case close
    /// It is torn.
    case reset
    /// The client has given up, or the player was stopped.
    case gone
  }

  private let stream: TCPStream
  private let maxQueued: Int
  private var hasClientEnded: Bool
  private var isStopped = false
  private var isHolding = false
  /// How many queued bytes the play waits to see fall to; nil while it waits for something else.
  private var awaitedQueue: Int?
  private var waiter: CheckedContinuation<Void, Never>?
  private var timer: LoopTimer?
  /// Whether it waits for a pause between two steps to be over.
  private(set) var isPausing = false
  private var written = 0
  /// How much the system had taken when the client was last given time.
  private var mark: Int

  init(on stream: TCPStream, maxQueued: Int, hasClientEnded: Bool) {
    self.stream = stream
    self.maxQueued = maxQueued
    self.hasClientEnded = hasClientEnded
    // Earlier answers may still be queued.
    mark = -stream.queuedBytes
  }

  /// Plays the steps; `began` is called whenever bytes begin to wait for the client.
  func play(_ steps: [Delivery.Step], whenQueued began: () -> Void) async -> Ending {
    defer { timer?.close() }
    for step in steps {
      if isStopped { return .gone }
      switch step {
      case .head(let bytes), .body(let bytes): await write(bytes, began)
      case .pause(let duration): await pause(duration)
      case .hold: await hold()
      case .close: return .close
      case .reset:
        await wait(untilQueued: 0)
        return isStopped ? .gone : .reset
      }
    }
    return isStopped ? .gone : .open
  }

  /// Ends the play before its next step.
  func stop() {
    isStopped = true
    wake()
  }

  /// The client will send no more; one whose answer is held has given up with it.
  func clientEnded() {
    hasClientEnded = true
    if isHolding { stop() }
  }

  /// Some of what was queued has gone out.
  func drained() {
    if let awaitedQueue, stream.queuedBytes <= awaitedQueue { wake() }
  }

  /// Whether nothing waits for the client, or it has read some since the last call.
  func hasProgressed() -> Bool {
    let taken = written - stream.queuedBytes
    defer { mark = taken }
    return stream.queuedBytes == 0 || taken > mark
  }

  private func write(_ bytes: [UInt8], _ began: () -> Void) async {
    let wasEmpty = stream.queuedBytes == 0
    unsafe stream.write(bytes.span.bytes)
    written += bytes.count
    if wasEmpty, stream.queuedBytes > 0 {
      mark = written - stream.queuedBytes
      began()
    }
    await wait(untilQueued: maxQueued)
  }

  private func wait(untilQueued bound: Int) async {
    guard stream.queuedBytes > bound else { return }
    awaitedQueue = bound
    await sleep()
    awaitedQueue = nil
  }

  private func pause(_ duration: Duration) async {
    guard duration > .zero else { return }
    let timer = timer ?? LoopTimer { self.wake() }
    self.timer = timer
    timer.start(after: duration)
    isPausing = true
    await sleep()
    isPausing = false
  }

  private func hold() async {
    isHolding = true
    // One that ended before cannot be told from one that has given up.
    if hasClientEnded { stop() } else { await sleep() }
  }

  private func sleep() async {
    if isStopped { return }
    await withCheckedContinuation { waiter = $0 }
  }

  private func wake() {
    let resume = waiter
    waiter = nil
    resume?.resume()
  }
}
