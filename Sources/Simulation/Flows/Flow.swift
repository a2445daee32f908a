public import EventLoop

/// From the start of a sandbox, or its reset, to the next reset: what belongs to it ends with it.
@LoopActor public final class Life {
  /// Whether the sandbox has been reset, restored or removed since.
  public private(set) var isOver = false
  private var belongings: [ObjectIdentifier: AnyObject] = [:]
  /// Latches at which somebody waits: nobody may be left who could never go on.
  private var latches: [ObjectIdentifier: Latch] = [:]

  nonisolated init() {}

  /// Ends it; what it leaves has to be let go.
  func end() -> [any Remains] {
    isOver = true
    let remains = belongings.values.compactMap { $0 as? any Remains }
    belongings = [:]
    for latch in latches.values { latch.open() }
    return remains
  }

  func keep(_ latch: Latch) { latches[ObjectIdentifier(latch)] = latch }
  func forget(_ latch: Latch) { latches[ObjectIdentifier(latch)] = nil }

  /// The one object of its kind that lives as long, such as the table of lines that are open; made when first asked for.
  public func belonging<T: AnyObject>(_ type: T.Type, _ make: @LoopActor () -> T) -> T {
    if let found = belongings[ObjectIdentifier(type)] { return unsafeDowncast(found, to: T.self) }
    let made = make()
    belongings[ObjectIdentifier(type)] = made
    return made
  }
}

/// What happens in a sandbox by itself, as a straight line: a call that rings, is talked through and ends.
///
/// Every wait throws once the sandbox's life is over, so that a flow of an old life writes nothing: between two waits
/// nothing else runs.
@LoopActor public struct Flow {
  /// Where it happens.
  public let sandbox: Sandbox
  private let life: Life

  init(_ sandbox: Sandbox) {
    self.sandbox = sandbox
    life = sandbox.life
  }

  /// The sandbox's time.
  public var now: Instant { sandbox.clock.now }

  /// Sleeps until an instant of the sandbox's time; answers false where the bell rang before.
  @discardableResult public func sleep(
    until instant: Instant, or bell: Bell? = nil, for purpose: Purpose
  ) async throws(CancellationError) -> Bool {
    let waking = await sandbox.clock.sleep(until: instant, or: bell, for: purpose)
    LoopWatchdog.note("flow: \(purpose)")
    guard !life.isOver, waking != .cancelled else { throw CancellationError() }
    return waking == .due
  }

  /// Lets all others have their turn at the same instant, sockets included: for what would hold the loop in one go.
  ///
  /// The clock does not move on meanwhile.
  public func turn() async throws(CancellationError) {
    await Task.yield()
    LoopWatchdog.note("flow: next slice")
    guard !life.isOver else { throw CancellationError() }
  }

  /// Does long work step by step and lets others have their turn; a clock that stands stands meanwhile.
  ///
  /// A step tells about how many bytes it looked at; nil says that nothing is left.
  public func inSlices(_ step: @LoopActor () -> Int?) async throws(CancellationError) {
    await sandbox.clock.whileInFlight { await LoopSlices.finish(step) }
    guard !life.isOver else { throw CancellationError() }
  }

  /// Whether the sandbox was reset, restored or removed since the flow was started.
  var isOver: Bool { life.isOver }

  /// Sends a request to the app and waits for what comes of it; the clock stands meanwhile unless it goes by itself.
  public func send(_ letter: Letter) async throws(CancellationError) -> Delivered {
    let delivered = await sandbox.send(letter)
    LoopWatchdog.note("flow: answer to \(letter.operation)")
    guard !life.isOver else { throw CancellationError() }
    return delivered
  }
}

extension Sandbox {
  /// Runs a flow as a part of the caller's task; throws if the sandbox is reset, restored or removed meanwhile.
  public func run<T: Sendable>(
    _ work: @LoopActor (Flow) async throws(CancellationError) -> T
  ) async throws(CancellationError) -> T {
    try await work(Flow(self))
  }

  /// Starts a flow, which begins when the loop comes to it and ends with the sandbox's life at the latest.
  ///
  /// One whose sandbox is reset before it begins never begins.
  public func start(_ work: @escaping @LoopActor @Sendable (Flow) async throws(CancellationError) -> Void) {
    let flow = Flow(self)
    LoopActor.start {
      guard !flow.isOver else { return }
      LoopWatchdog.note("start of a flow")
      do throws(CancellationError) { try await work(flow) } catch { return }
    }
  }
}
