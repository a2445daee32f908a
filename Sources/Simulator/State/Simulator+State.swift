internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension Simulator {
  /// Makes the sandboxes that a state file tells of.
  ///
  /// `default` is there already, as the command line describes it: what exists in it comes from the file, its rules and
  /// what a reset goes back to do not. A time that the command line gives anew wins over the file's.
  func restore(_ text: [UInt8], path: String) throws(StateFailure) {
    let kinds = SnapshotKinds.all
    let file = try StateFile(text, path: path, kinds)
    for (place, entry) in file.entries.enumerated() {
      let here = JSONPointer(tokens: ["sandboxes", String(place)])
      let sandbox: Sandbox
      var present = entry.present
      do throws(JSONCodingFailure) {
        if entry.name == "default", let standing = registry["default"] {
          sandbox = standing
          if standing.plan.recipe.time != entry.recipe.time { present.clock = standing.plan.clock }
        } else {
          sandbox = try remake(entry, kinds)
        }
      } catch {
        throw StateFile.located(error.under(here), in: text, path: path)
      }
      registry.restore(sandbox, present, kinds)
    }
  }

  private func remake(_ entry: StateFile.Entry, _ kinds: SnapshotKinds) throws(JSONCodingFailure) -> Sandbox {
    let recipe = JSONPointer(tokens: ["recipe"])
    let plan: Sandbox.Plan
    do throws(RecipeFailure) {
      if let start = entry.start {
        plan = try blueprints.plan(name: entry.name, forkedAt: start, entry.recipe, kinds)
      } else {
        plan = try blueprints.plan(name: entry.name, entry.recipe)
      }
    } catch {
      switch error {
      case .scenario(let failure):
        throw JSONCodingFailure(recipe.appending("scenarios"), "the sandbox \"\(entry.name)\": \(failure)")
      case .mistake(let pointer, let message): throw JSONCodingFailure(pointer, message).under(recipe)
      }
    }
    do throws(SandboxFailure) {
      return try registry.create(plan)
    } catch {
      throw JSONCodingFailure(JSONPointer(tokens: ["name"]), error.message)
    }
  }
}
