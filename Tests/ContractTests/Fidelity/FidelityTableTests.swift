import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import TestSupport
import Testing

@testable import Contract
@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct FidelityTableTests {
  @Test func thePageIsCurrent() async throws {
    try await onLoop {
      let page = try Repository.text("docs/fidelity-table.md")
      #expect(try ContractFiles.fidelity().markdown == page, "run make fidelity")
    }
  }

  @Test func everyOperationAndErrorIsCovered() async throws {
    try await onLoop {
      let table = try ContractFiles.fidelity()
      #expect(table.operations.filter { $0.answered != .absent && $0.cases.isEmpty }.map(\.name) == [])
      #expect(table.errors.filter { $0.cases.isEmpty }.map(\.name) == [])
    }
  }

  @Test func tellsHowEachIsAnswered() async throws {
    try await onLoop {
      let table = try ContractFiles.fidelity()
      func row(_ name: String) -> FidelityTable.Row? { (table.operations + table.errors).first { $0.name == name } }
      #expect(row("get_agent_route")?.answered == .stateful)
      #expect(row("create_batch_call")?.answered == .stateful)
      #expect(row("invalid_api_key")?.answered == .stateful)
      #expect(row("get_user_info")?.provenance == "live-verified 2026-08-30")
      #expect(table.operations.contains { $0.answered == .absent })
    }
  }

  @Test func theControlAPIShowsIt() async throws {
    try await onLoop {
      let target = try SimulatorExchange.target()
      let session = try await target.open(try Fixture.one(Fixture.step("GET", "/v1/user")), run: "rb-1")
      let answer = try await session.exchange.send(ExchangeRequest(.get, "/_ringback/fidelity"))
      #expect(answer.status == 200)
      #expect(answer.json?["operations"]?[0]?["name"] == "get_user_info")
    }
  }
}
