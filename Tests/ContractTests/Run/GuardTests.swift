import EventLoop
import JSON
import LoopTestSupport
import Testing

@testable import Contract

/// What may not happen in somebody's account.
@Suite(.timeLimit(.minutes(2))) struct GuardTests {
  private static let call = Fixture.step(
    "POST", "/v1/convai/twilio/outbound-call", ", \"json\": {}", expect: "\"status\": 200, \"schema\": false")

  private func cases() throws -> [ContractCase] {
    [
      try Fixture.one(Fixture.step("GET", "/v1/a"), id: "read"),
      try Fixture.one(Fixture.step("POST", "/v1/a"), id: "write", class: "writes"),
      try Fixture.one("\(Self.call), \(Self.call)", id: "call", class: "places-calls"),
    ]
  }

  @LoopActor private func runner(
    _ exchange: ScriptedExchange, allowed: Set<String>, budget: Budget = Budget(), isGuarded: Bool = true
  ) throws -> ContractRunner {
    var options = ContractRunner.Options()
    options.allowed = allowed
    options.budget = budget
    options.jobs = 1
    return ContractRunner(
      ScriptedTarget(exchange, isGuarded: isGuarded), documents: try Fixture.documents(), options: options)
  }

  @Test(
    arguments: [
      ([], ["GET /v1/a"]), (["writes"], ["GET /v1/a", "POST /v1/a"]),
      (["calls"], ["GET /v1/a"] + [String](repeating: "POST /v1/convai/twilio/outbound-call", count: 2)),
    ] as [([String], [String])])
  func onlyWhatIsAllowedIsSent(_ allowed: [String], _ sent: [String]) async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let result = try await self.runner(exchange, allowed: Set(allowed)).run(try self.cases())
      #expect(exchange.log == sent)
      #expect(result.failed == 0)
      if allowed.isEmpty {
        #expect(result.cases[1].outcome == .skipped("writes: not without --allow writes"))
        #expect(result.cases[2].outcome == .skipped("places-calls: not without --allow calls"))
      }
    }
  }

  @Test func aFakeNeedsNoLeave() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let result = try await self.runner(exchange, allowed: [], isGuarded: false).run(try self.cases())
      #expect(result.passed == 3)
    }
  }

  @Test(arguments: [Budget(calls: 1), Budget(minutes: 1)])
  func theBudgetStopsBeforeTheCallThatIsTooMuch(_ budget: Budget) async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let result = try await self.runner(exchange, allowed: ["calls"], budget: budget).run([try self.cases()[2]])
      #expect(exchange.requests.count == 1)
      guard case .skipped(let reason) = result.cases[0].outcome else { return #expect(Bool(false)) }
      #expect(reason.hasSuffix("is spent"))
    }
  }

  @Test func theEstimateSaysWhatWillHappenAndSendsNothing() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let all = try await self.runner(exchange, allowed: ["calls"]).estimate(try self.cases())
      #expect(
        all.summary == "2 cases (1 read-only, 0 writes, 1 places-calls), 1 skipped; at most 3 requests, 2 phone calls, "
          + "2 minutes of calls.")
      #expect(all.text.contains("skip  write: writes: not without --allow writes"))
      #expect(exchange.requests.isEmpty)
    }
  }

  @Test func aRefusedCallCostsNothing() async throws {
    try await onLoop {
      let one = try Fixture.one(
        Fixture.step("POST", "/v1/convai/twilio/outbound-call", expect: "\"status\": 422"), class: "places-calls")
      var estimate = Estimate()
      estimate.add(one, in: try Fixture.documents())
      #expect(estimate.calls == 0)
    }
  }

  @Test func waitingIsAsManyRequestsAsThereMayBeLooks() async throws {
    try await onLoop {
      let steps = """
        {"until": \(Fixture.step("GET", "/v1/a")), "within_seconds": 60, "every_seconds": 7}, {"pass": {"seconds": 9}},
        {"receive": {"event": "server_tool", "provenance": "assumed"}}
        """
      var estimate = Estimate()
      estimate.add(try Fixture.one(steps, ", \"needs\": {\"webhooks\": true}"), in: try Fixture.documents())
      #expect(estimate.requests == 10)
      #expect(estimate.calls == 0)
    }
  }

  @Test func aBatchIsAsManyCallsAsItHasRecipients() async throws {
    try await onLoop {
      let body = ", \"json\": {\"recipients\": [{}, {}, {}]}"
      let one = try Fixture.one(
        Fixture.step("POST", "/v1/convai/batch-calling/submit", body), class: "places-calls")
      var estimate = Estimate()
      estimate.add(one, in: try Fixture.documents())
      #expect(estimate.calls == 3)
    }
  }
}
