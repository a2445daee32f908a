internal import EventLoop

/// The requests that a sandbox has sent and whose results are not yet applied, in the order in which they were sent.
@LoopActor final class InFlight {
  /// One request under way.
  @LoopActor private final class Flight {
    var isOver = false
    var resume: CheckedContinuation<Void, Never>?
  }

  private var flights: [Flight] = []
  private var landed: [CheckedContinuation<Void, Never>] = []

  nonisolated init() {}

  var isEmpty: Bool { flights.isEmpty }

  /// Does the work, and comes back in the order in which such work was begun where `inOrder`, else at once.
  func during<T: Sendable>(inOrder: @LoopActor () -> Bool, _ work: @LoopActor () async -> T) async -> T {
    let flight = Flight()
    flights.append(flight)
    let result = await work()
    flight.isOver = true
    if inOrder(), flights.first !== flight { await withCheckedContinuation { flight.resume = $0 } }
    flights.removeAll { $0 === flight }
    if let first = flights.first, first.isOver {
      first.resume?.resume()
      first.resume = nil
    }
    if flights.isEmpty {
      for waiter in landed { waiter.resume() }
      landed = []
    }
    return result
  }

  /// Lets all results go that waited for their turn: order is asked for no longer.
  func release() {
    for flight in flights {
      flight.resume?.resume()
      flight.resume = nil
    }
  }

  /// Comes back when nothing is in flight.
  func landing() async {
    if flights.isEmpty { return }
    await withCheckedContinuation { landed.append($0) }
  }
}
