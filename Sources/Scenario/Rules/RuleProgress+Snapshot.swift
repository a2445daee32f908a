internal import HashTreeCollections
public import Simulation

/// Counters and states as lists in the order of their names, so that equal ones are written alike.
extension RuleProgress: SnapshotKind {
  /// `rule_progress`.
  public static let kind = "rule_progress"

  private struct Image: Codable {
    struct Rule: Codable {
      let id: String
      let seen: Int
      let fired: Int
      let windows: [Key]
    }
    struct Key: Codable {
      let key: String
      let window: Window
    }
    struct Machine: Codable {
      let name: String
      let state: String
    }

    let rules: [Rule]
    let machines: [Machine]
  }

  /// Reads what a snapshot holds.
  public init(from decoder: any Decoder) throws {
    let image = try Image(from: decoder)
    var counters: TreeDictionary<String, Counter> = [:]
    for rule in image.rules {
      try Self.check([rule.seen, rule.fired] + rule.windows.map(\.window.requests), decoder)
      var counter = Counter(seen: rule.seen, fired: rule.fired)
      for key in rule.windows { counter.windows[key.key] = key.window }
      counters[rule.id] = counter
    }
    var machines: TreeDictionary<String, String> = [:]
    for machine in image.machines { machines[machine.name] = machine.state }
    self.init(counters: counters, machines: machines)
  }

  /// Counts go on from here, and must not run over.
  private static func check(_ counts: [Int], _ decoder: any Decoder) throws {
    for count in counts where !(0...(1 << 60)).contains(count) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "expected counts from 0 to \(1 << 60); found \(count)"))
    }
  }

  /// Writes what a snapshot holds.
  public func encode(to encoder: any Encoder) throws {
    let rules = counters.sorted { $0.key < $1.key }.map { id, counter in
      Image.Rule(
        id: id, seen: counter.seen, fired: counter.fired,
        windows: counter.windows.sorted { $0.key < $1.key }.map { Image.Key(key: $0.key, window: $0.value) })
    }
    let machines = machines.sorted { $0.key < $1.key }.map { Image.Machine(name: $0.key, state: $0.value) }
    try Image(rules: rules, machines: machines).encode(to: encoder)
  }
}
