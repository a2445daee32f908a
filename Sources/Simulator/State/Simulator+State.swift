internal import Admin
internal import EventLoop
internal import JSON
internal import Scenario
internal import Simulation

extension Simulator {
  /// Makes the sandboxes that a state file tells of.
  ///
  /// `default` is there already, as the command line describes it: what exists in it comes from the file, its rules and
  /// what a reset goes back to do not. Where the command line says another clock, another time or other scenarios than
  /// before, that clock, that time or their settings and people win over the file's.
  func restore(_ text: [UInt8], path: String) throws(StateFailure) {
    let file = try StateFile(text, path: path, snapshotKinds)
    for (place, entry) in file.entries.enumerated() {
      let sandbox: Sandbox
      var present = entry.present
      if entry.name == "default", let standing = registry["default"] {
        sandbox = standing
        let (now, then) = (standing.plan.recipe, entry.recipe)
        if now["clock"] != then["clock"] { present.clock.mode = standing.plan.clock.mode }
        if now["time"] != then["time"] { present.clock = standing.plan.clock }
        if standing.plan.recipe["scenario"] != entry.recipe["scenario"] {
          Blueprints.adopt(from: standing.plan.base, into: &present.world)
        }
      } else {
        do throws(JSONCodingFailure) {
          sandbox = try remake(entry)
        } catch {
          let here = JSONPointer(tokens: ["sandboxes", String(place)])
          throw StateFile.located(error.under(here), in: text, path: path)
        }
      }
      restore(sandbox, present)
    }
  }

  private func remake(_ entry: StateFile.Entry) throws(JSONCodingFailure) -> Sandbox {
    let recipe = JSONPointer(tokens: ["recipe"])
    var plan: Sandbox.Plan
    do {
      var request = try SandboxRequest(.object(entry.recipe))
      request.name = entry.name
      plan = try blueprints.plan(request)
    } catch let failure as ScenarioFailure {
      throw JSONCodingFailure(recipe.appending("scenario"), "the sandbox \"\(entry.name)\": \(failure)")
    } catch let mistake as ScenarioMistake {
      throw JSONCodingFailure(mistake.pointer, mistake.message).under(recipe.appending("world"))
    } catch {
      throw JSONCodingFailure(recipe, "this asks for no sandbox: \(error).")
    }
    if let start = entry.start { plan.begin(at: start, as: entry.recipe, snapshotKinds) }
    do throws(SandboxFailure) {
      return try registry.create(plan)
    } catch {
      throw JSONCodingFailure(JSONPointer(tokens: ["name"]), error.message)
    }
  }
}
