internal import HashTreeCollections
public import Simulation

/// How far the rules of a sandbox are: what they have counted, and the states of its machines.
///
/// Only rules that have met a request have an entry; copies share what they have in common.
public struct RuleProgress: Singleton, Equatable {
  struct Counter: Equatable {
    /// How many requests the rule's `when` took, `nth` aside.
    var seen = 0
    /// How often the rule fired.
    var fired = 0
    /// The windows of a rate limit by key.
    var windows: TreeDictionary<String, Window> = [:]
  }

  /// A stretch of time in which requests are counted.
  struct Window: Codable, Equatable {
    let start: Int64
    var requests = 0
  }

  private(set) var counters: TreeDictionary<String, Counter> = [:]
  private(set) var machines: TreeDictionary<String, String> = [:]

  /// Nothing has been counted, every machine is in its first state.
  public init() {}

  init(counters: TreeDictionary<String, Counter>, machines: TreeDictionary<String, String>) {
    self.counters = counters
    self.machines = machines
  }

  /// The machines that a rule has changed, and their states.
  public var states: [String: String] { Dictionary(uniqueKeysWithValues: machines.map { ($0.key, $0.value) }) }

  /// The state that a machine is in.
  public func state(of machine: String) -> String { machines[machine] ?? Rule.initialState }

  mutating func set(_ machine: String, to state: String) { machines[machine] = state }

  /// How often the rule with this id has fired.
  public func fired(_ id: String) -> Int { counters[id]?.fired ?? 0 }

  /// Counts a request that the rule's `when` takes; answers its number.
  mutating func see(_ id: String) -> Int {
    counters[id, default: Counter()].seen += 1
    return counters[id]?.seen ?? 1
  }

  /// Counts a firing; answers its number.
  mutating func fire(_ id: String) -> Int {
    counters[id, default: Counter()].fired += 1
    return counters[id]?.fired ?? 1
  }

  /// Counts a request against a rate limit; answers whether it is above.
  ///
  /// A window begins with a key's first request and ends when its time is over, or the clock was set back before it.
  mutating func count(_ id: String, key: String?, limit: Int, window: Duration, now: Instant) -> Bool {
    let key = key ?? ""
    var current = counters[id]?.windows[key] ?? Window(start: now.nanoseconds)
    let start = Instant(nanoseconds: current.start)
    if now < start || start + window <= now { current = Window(start: now.nanoseconds) }
    current.requests += 1
    counters[id, default: Counter()].windows[key] = current
    return current.requests > limit
  }
}
