import EventLoop
import JSON
import Scenario
import Simulation
import TestSupport

@testable import Simulator

/// A library whose shipped scenarios are those of the repository and whose other files are these.
func library(_ files: [String: String], limits: Limits = Limits()) throws -> ScenarioLibrary {
  ScenarioLibrary(builtins: try shipped.get(), schema: try schema.get(), limits: limits) { path in
    files[path].map { Array($0.utf8) }
  }
}

private let schema = Result { try Repository.bytes("scenarios/scenario.schema.json") }
private let shipped = Result {
  try Repository.names(in: "scenarios", suffix: ".json").filter { $0 != "scenario.schema.json" }.map {
    ScenarioLibrary.Builtin(name: String($0.dropLast(5)), text: try Repository.bytes("scenarios/\($0)"))
  }
}

/// What is wrong with the scenario `my.json`, in words; "" where nothing is.
func failure(_ files: [String: String]) throws -> String {
  let library = try library(files)
  do {
    _ = try library.compose(["my.json"])
    return ""
  } catch {
    return error.description
  }
}
