internal import EventLoop

/// Lets so many requests be under way at once; the others wait, in order, and sandboxes take turns.
@LoopActor final class OutgoingQueue {
  /// One that waits.
  @LoopActor private final class Ticket {
    var resume: CheckedContinuation<Bool, Never>?
    var isCancelled = false

    /// Goes on: with a turn, or without one.
    func call(_ hasTurn: Bool) {
      resume?.resume(returning: hasTurn)
      resume = nil
    }
  }

  private let most: Int
  private var running = 0
  private var waiting: [String: [Ticket]] = [:]
  /// Sandboxes with somebody who waits, the next first.
  private var order: [String] = []

  init(most: Int) { self.most = most }

  /// How many wait.
  var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

  /// Does the work in its turn; nil if the task was cancelled before.
  func perform<T: Sendable>(for sandbox: String, _ work: @LoopActor () async -> T) async -> T? {
    guard await takeTurn(sandbox) else { return nil }
    defer { passTurn() }
    return await work()
  }

  private func takeTurn(_ sandbox: String) async -> Bool {
    if running < most {
      running += 1
      return true
    }
    let ticket = Ticket()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if ticket.isCancelled || Task.isCancelled { return continuation.resume(returning: false) }
        ticket.resume = continuation
        if waiting[sandbox] == nil { order.append(sandbox) }
        waiting[sandbox, default: []].append(ticket)
      }
    } onCancel: {
      LoopActor.perform { [self] in cancel(ticket, of: sandbox) }
    }
  }

  private func cancel(_ ticket: Ticket, of sandbox: String) {
    ticket.isCancelled = true
    guard ticket.resume != nil else { return }
    waiting[sandbox]?.removeAll { $0 === ticket }
    forget(sandbox)
    ticket.call(false)
  }

  /// Hands the turn on to the next sandbox's first.
  private func passTurn() {
    guard let sandbox = order.first, let ticket = waiting[sandbox]?.first else {
      running -= 1
      return
    }
    order.removeFirst()
    order.append(sandbox)
    waiting[sandbox]?.removeFirst()
    forget(sandbox)
    ticket.call(true)
  }

  private func forget(_ sandbox: String) {
    guard waiting[sandbox]?.isEmpty == true else { return }
    waiting[sandbox] = nil
    order.removeAll { $0 == sandbox }
  }
}
