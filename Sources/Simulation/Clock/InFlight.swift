internal import DequeModule
internal import EventLoop

/// The requests that a sandbox has sent and whose results are not yet applied, in the order in which they were sent.
@LoopActor final class InFlight {
  /// One request under way.
  @LoopActor private final class Flight {
    /// Set while its result is there and waits to be applied.
    var resume: CheckedContinuation<Void, Never>?
    /// What it is; nil for work that leaves nobody waiting for long.
    let errand: Errand?

    init(_ errand: Errand?) { self.errand = errand }

    func land() {
      resume?.resume()
      resume = nil
    }
  }

  private var flights: Deque<Flight> = []
  /// Whoever moves the clock and waits for the first result.
  private var waiter: CheckedContinuation<Void, Never>?
  /// Whether results wait until whoever moves the clock calls for them: what follows from one happens before the next, however
  /// fast the answers are.
  var isHeld = false {
    didSet { if !isHeld { flights.first?.land() } }
  }

  nonisolated init() {}

  var isEmpty: Bool { flights.isEmpty }

  /// What is under way, the longest first.
  var errands: [Errand] { flights.compactMap(\.errand) }

  /// Does the work, and comes back in the order in which such work was begun where `inOrder`, else at once.
  func during<T: Sendable>(
    _ errand: Errand?, inOrder: @LoopActor () -> Bool, _ work: @LoopActor () async -> T
  ) async -> T {
    let flight = Flight(errand)
    flights.append(flight)
    let result = await work()
    if inOrder(), isHeld || flights.first !== flight {
      await withCheckedContinuation { continuation in
        flight.resume = continuation
        if flights.first === flight { interrupt() }
      }
    }
    if flights.first === flight { flights.removeFirst() } else { flights.removeAll { $0 === flight } }
    if !isHeld { flights.first?.land() }
    interrupt()
    return result
  }

  /// Lets the first result go as soon as it is there; comes back at once where somebody interrupts.
  func landFirst() async {
    guard let first = flights.first else { return }
    if first.resume == nil { await withCheckedContinuation { waiter = $0 } }
    first.land()
  }

  /// Lets all results go that wait for their turn: order is asked for no longer.
  func release() {
    for flight in flights { flight.land() }
  }

  /// Lets whoever moves the clock look again.
  func interrupt() {
    waiter?.resume()
    waiter = nil
  }
}
