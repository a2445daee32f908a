internal import Admin
public import EventLoop
internal import HTTP1
internal import JSON
internal import Scenario
internal import Simulation
internal import Telephony

/// Repeats what a capsule tells in an instance of its own that listens nowhere.
@LoopActor public final class Replay {
  /// Why a file cannot be replayed.
  public struct Failure: Error, Sendable {
    /// One line: the file, the place in it where there is one, and what is wrong.
    public let description: String
  }

  private let capsule: Capsule
  private let simulator: Simulator
  private let sandbox: Sandbox
  /// How many calls were under way where the capsule begins.
  private let cutOff: Int

  /// Reads a capsule; `path` is for messages.
  public init(_ text: [UInt8], path: String) throws {
    let kinds = SnapshotKinds.all
    do {
      let value = try JSONParser(limits: .init(maxDepth: 500, maxBytes: .max)).parse(text)
      capsule = try Capsule(value, kinds)
    } catch let failure as JSONFailure {
      throw Failure(
        description: "\(path):\(failure.line):\(failure.column): expected a capsule of Ringback: \(failure.message).")
    } catch let failure as JSONCodingFailure {
      let place = failure.place(in: text)
      throw Failure(description: "\(path):\(place.line):\(place.column): \(failure)")
    }
    do {
      (simulator, sandbox) = try Self.rebuild(capsule, kinds)
    } catch {
      let words = (error as? SandboxFailure)?.message ?? "\(error)"
      throw Failure(description: "\(path): the capsule's sandbox cannot be made: \(words)")
    }
    cutOff = capsule.snapshot.map { PhoneNetwork.unfinished(in: $0.world).count } ?? 0
  }

  /// What makes the outcome uncertain from the start.
  public var warnings: [String] {
    var warnings: [String] = []
    if capsule.dropped > 0 {
      warnings.append(
        "the journal had lost \(capsule.dropped) entries before the first: what follows from them will differ.")
    }
    if capsule.program != Simulator.version {
      warnings.append("recorded by Ringback \(capsule.program), replayed by \(Simulator.version).")
    }
    if cutOff > 0 {
      warnings.append("\(cutOff) calls were under way where the capsule begins: in the replay they end there.")
    }
    return warnings
  }

  /// How many requests are repeated.
  public var count: Int { capsule.entries.count }

  /// Repeats everything; answers a line for each difference.
  public func run() async -> [String] {
    let run = ReplayRun(capsule, simulator, sandbox)
    simulator.registry.postman = run
    return await run.play()
  }

  /// An instance whose scenarios are the capsule's, and the sandbox in it as it was when the record began.
  private static func rebuild(_ capsule: Capsule, _ kinds: SnapshotKinds) throws -> (Simulator, Sandbox) {
    var configuration = SimulatorConfiguration()
    configuration.log = nil
    configuration.acceptsAnyKey = capsule.acceptsAnyKey
    let library = Simulator.scenarios(capsule.scenarios.map { ($0.name, JSONWriter.bytes(.object($0.content))) })
    for scenario in capsule.scenarios { try library.check(scenario.name) }
    let wish = SandboxRequest(
      name: capsule.sandbox, seed: capsule.seed, scenarios: capsule.scenarios.map { .named($0.name) },
      world: capsule.world)
    let isDefault = capsule.sandbox == "default"
    let simulator = try Simulator(configuration, library: library, wish: isDefault ? wish : nil)
    if !isDefault || capsule.fork != nil {
      var plan = try simulator.blueprints.plan(wish)
      if let fork = capsule.fork, let start = capsule.snapshot {
        var recipe = plan.recipe
        recipe["fork"] = .object(fork)
        plan.begin(at: start, as: recipe, kinds)
      }
      try simulator.registry.create(plan)
    }
    guard let sandbox = simulator.registry[capsule.sandbox] else { throw SandboxFailure.unknown(capsule.sandbox) }
    if let snapshot = capsule.snapshot { simulator.restore(sandbox, snapshot) }
    return (simulator, sandbox)
  }
}
