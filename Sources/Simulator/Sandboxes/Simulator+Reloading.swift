internal import Admin
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension Simulator {
  /// What came of reading the scenario files again.
  public enum Reload: Equatable, Sendable {
    /// Every sandbox follows what the files say now; the names of those that are made from files.
    case done([String])
    /// Nothing has changed, for this reason; `file` is the one that is wrong, if one is.
    case refused(String, file: String?)
  }

  /// The scenario files of the user's that live sandboxes are made from, those that they extend included.
  public var scenarioPaths: [String] {
    var paths: [String] = []
    for sandbox in registry.all {
      for path in (try? self.paths(of: sandbox)) ?? [] where !paths.contains(path) { paths.append(path) }
    }
    return paths
  }

  /// Reads the scenario files again and lets every sandbox follow them, or none where one of them is wrong.
  ///
  /// What exists in the sandboxes stays, but for objects that a file says otherwise than before. Others have their turn
  /// meanwhile.
  public func reload() async -> Reload {
    blueprints.forget()
    do {
      var plans: [(sandbox: Sandbox, plan: Sandbox.Plan)] = []
      for sandbox in registry.all {
        let wish = try SandboxRequest(.object(sandbox.plan.recipe))
        try await blueprints.prepare(wish.scenarios)
        if try blueprints.paths(of: wish.scenarios).isEmpty { continue }
        var plan = try await blueprints.planInSlices(wish)
        if sandbox.plan.isFork {
          let scenario = plan.base
          plan.begin(at: sandbox.start, as: sandbox.plan.recipe, .all)
          Blueprints.adopt(from: scenario, into: &plan.base)
        }
        try await tryInSlices(sandbox, plan)
        plans.append((sandbox, plan))
      }
      for (sandbox, plan) in plans where registry[sandbox.name] === sandbox { try await followInSlices(sandbox, plan) }
      return .done(plans.map(\.sandbox.name))
    } catch let error as AdminError {
      return .refused(error.message, file: nil)
    } catch let error as ScenarioFailure {
      return .refused("\(error)", file: error.file)
    } catch {
      return .refused("\(error)", file: nil)
    }
  }

  /// Whether a scenario file says something else now than when it was read.
  public func hasStaleScenarios() async -> Bool {
    let files = registry.all.flatMap { (try? self.files(of: $0)) ?? [] }
    let library = library
    return await LoopActor.offLoop { files.contains(where: library.isStale) }
  }

  private func files(of sandbox: Sandbox) throws -> [ScenarioFile] {
    try blueprints.files(of: try SandboxRequest(.object(sandbox.plan.recipe)).scenarios)
  }

  private func paths(of sandbox: Sandbox) throws -> [String] {
    try blueprints.paths(of: try SandboxRequest(.object(sandbox.plan.recipe)).scenarios)
  }
}
