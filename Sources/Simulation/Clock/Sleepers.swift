internal import EventLoop

/// Those who sleep on a clock, the next to be woken first; of two due at one instant the one that lay down first.
///
/// A binary heap of small entries. Who was woken before his time stays in it as an empty place, until such places are the most.
@LoopActor struct Sleepers {
  private struct Entry {
    let deadline: Int64
    let arrival: Int64
    let sleeper: Sleeper

    func isBefore(_ other: Entry) -> Bool {
      deadline != other.deadline ? deadline < other.deadline : arrival < other.arrival
    }
  }

  private var heap: [Entry] = []
  private var arrivals: Int64 = 0
  private var gone = 0
  /// Changes when all are given up: who woke of that is not among those counted here.
  private var roll = 1

  nonisolated init() {}

  /// How many sleep.
  var count: Int { heap.count - gone }
  var isEmpty: Bool { count == 0 }

  /// When the next one is due, in nanoseconds since 1970.
  var nextDeadline: Int64? {
    mutating get {
      dropGone()
      return heap.first?.deadline
    }
  }

  mutating func push(_ sleeper: Sleeper, deadline: Int64) {
    arrivals += 1
    sleeper.roll = roll
    heap.append(Entry(deadline: deadline, arrival: arrivals, sleeper: sleeper))
    var place = heap.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard heap[place].isBefore(heap[parent]) else { return }
      heap.swapAt(place, parent)
      place = parent
    }
  }

  /// Removes and answers the next one.
  mutating func pop() -> Sleeper? {
    dropGone()
    return heap.isEmpty ? nil : removeFirst()
  }

  /// Says that one was woken before his time.
  mutating func noteGone(_ sleeper: Sleeper) {
    guard sleeper.roll == roll else { return }
    gone += 1
    guard gone > 64, gone > heap.count / 2 else { return }
    let rest = heap.filter { $0.sleeper.isAsleep }
    heap = rest.sorted { $0.isBefore($1) }
    gone = 0
  }

  /// The next that are due, in order, with their times: at most `limit`.
  func next(_ limit: Int) -> [(sleeper: Sleeper, deadline: Int64)] {
    var rest = self
    var next: [(sleeper: Sleeper, deadline: Int64)] = []
    while next.count < limit, let deadline = rest.nextDeadline, let sleeper = rest.pop() {
      next.append((sleeper, deadline))
    }
    return next
  }

  /// Gives up all that sleep, however many they are, to whoever lets them go.
  mutating func surrender() -> Sleepers {
    defer {
      heap = []
      gone = 0
      roll += 1
    }
    return self
  }

  /// Removes and answers one of them, or of those who are gone.
  mutating func removeAny() -> Sleeper? { heap.popLast()?.sleeper }

  private mutating func dropGone() {
    while let first = heap.first, !first.sleeper.isAsleep {
      removeFirst()
      gone -= 1
    }
  }

  @discardableResult private mutating func removeFirst() -> Sleeper {
    let first = heap[0].sleeper
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      guard heap[child].isBefore(last) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return first
  }
}
