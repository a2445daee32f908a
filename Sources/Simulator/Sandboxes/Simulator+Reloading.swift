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
    /// Nothing has changed, for this reason.
    case refused(String)
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
  /// What exists in the sandboxes stays, but for objects that a file says otherwise than before.
  public func reload() -> Reload {
    blueprints.forget()
    do {
      var changes: [PlanChange] = []
      for sandbox in registry.all where !(try paths(of: sandbox).isEmpty) {
        var plan = try blueprints.plan(try SandboxRequest(.object(sandbox.plan.recipe)))
        if sandbox.plan.isFork {
          let scenario = plan.base
          plan.begin(at: sandbox.start, as: sandbox.plan.recipe, .all)
          Blueprints.adopt(from: scenario, into: &plan.base)
        }
        changes.append(try prepare(sandbox, plan, reset: false))
      }
      for change in changes { try perform(change) }
      return .done(changes.map(\.sandbox.name))
    } catch let error as AdminError {
      return .refused(error.message)
    } catch {
      return .refused("\(error)")
    }
  }

  private func paths(of sandbox: Sandbox) throws -> [String] {
    try blueprints.paths(of: try SandboxRequest(.object(sandbox.plan.recipe)).scenarios)
  }
}
