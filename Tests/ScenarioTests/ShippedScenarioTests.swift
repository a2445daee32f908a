import LoopTestSupport
import OpenAPI
import Scenario
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct ShippedScenarioTests {
  static let names = Repository.names(in: "scenarios", suffix: ".json").filter { $0 != "scenario.schema.json" }
    .map { String($0.dropLast(5)) }

  @Test func thereAreSome() { #expect(Self.names.contains("default") && Self.names.count >= 11) }

  @Test(arguments: names)
  func passesTheSchema(name: String) throws {
    #expect(throws: Never.self) { try library([:]).check(name) }
  }

  @Test(arguments: names)
  func saysWhatItIsForAndWhatMendsIt(name: String) throws {
    let file = try library([:]).file(name)
    #expect(!file.title.isEmpty && !file.report.isEmpty && !file.fix.isEmpty)
    #expect(!file.examples.isEmpty)
    #expect(file.name == "default" || file.extends.contains("default"))
  }

  @Test(arguments: names)
  func isCarriedInTheProgram(name: String) throws {
    #expect(Simulator.shippedScenarios().names.contains(name))
    #expect(try Repository.text("Sources/CResources/resources.c").contains("\"scenarios/\(name).json\""))
  }

  @Test(arguments: names)
  func makesAPlan(name: String) async throws {
    try await onLoop {
      let plan = try TestBlueprints.make([:]).plan(name: "s", scenarios: [.named(name)])
      #expect(plan.scenarios.last == name)
      #expect(plan.credentials.contains { $0.name == "main" })
      #expect(plan.base.count > 0)
    }
  }
}
