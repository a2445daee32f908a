import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(2))) struct ContractRunnerTests {
  /// Runs cases against answers that a function gives.
  @LoopActor private func run(
    _ cases: [ContractCase], _ exchange: ScriptedExchange, jobs: Int = 1
  ) async throws -> RunResult {
    var options = ContractRunner.Options()
    options.jobs = jobs
    options.run = "rb-1"
    let runner = ContractRunner(ScriptedTarget(exchange), documents: try Fixture.documents(), options: options)
    return try await runner.run(cases)
  }

  private static let making = Fixture.step(
    "POST", "/v1/x", ", \"json\": {\"name\": \"n {{run}}\"}", expect: "\"status\": 200",
    ", \"capture\": {\"id\": \"/id\"}")
  private static let cleaning =
    ", \"cleanup\": [\(Fixture.step("DELETE", "/v1/x/{{id}}")), \(Fixture.step("DELETE", "/v1/y/{{other}}"))]"

  /// A case that makes two things, of which the second may fail.
  private static func twoThings() throws -> ContractCase {
    let second = Fixture.step("POST", "/v1/y/{{id}}", "", ", \"capture\": {\"other\": \"/id\"}")
    return try Fixture.one("\(making), \(second)", class: "writes", cleaning)
  }

  @Test func sendsWhatTheStepSays() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let step = Fixture.step(
        "GET", "/v1/a",
        ", \"key\": \"invalid\", \"query\": {\"q\": [\"a b\", \"{{run}}\"]}, \"headers\": {\"X-A\": \"1\"}")
      let result = try await self.run([try Fixture.one(step)], exchange)
      #expect(result.passed == 1)
      #expect(exchange.log == ["GET /v1/a?q=a%20b&q=rb-1"])
      #expect(exchange.requests[0].fields["xi-api-key"] == "sk_invalid")
      #expect(exchange.requests[0].fields["x-a"] == "1")
    }
  }

  @Test func sendsBodiesAsTheyAreMeant() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:], status: 422) }
      let steps = [
        ", \"json\": {\"a\": \"{{run}}\"}", ", \"text\": \"x{{run}}\"", ", \"raw\": \"AQID\"", ", \"key\": null",
      ]
      .map { Fixture.step("POST", "/v1/a", $0, expect: "\"status\": 422") }
      _ = try await self.run([try Fixture.one(steps.joined(separator: ","))], exchange)
      #expect(
        exchange.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
          "{\"a\":\"rb-1\"}", "xrb-1", "\u{1}\u{2}\u{3}", "",
        ])
      #expect(exchange.requests.map { $0.fields["content-type"] } == ["application/json", nil, nil, nil])
      #expect(
        exchange.requests.map { $0.fields["xi-api-key"] } == ["topsecretkey", "topsecretkey", "topsecretkey", nil])
    }
  }

  @Test func findsEveryDifferenceOfAnAnswer() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json(["a": 2], status: 201, ["x-b": "no"]) }
      let expect = """
        "status": 200, "headers": {"X-B": "yes", "x-c": {"$": "absent"}, "x-d": "1"}, "json": {"a": 1},
        "text": {"$": "contains", "value": "b"}
        """
      let result = try await self.run([try Fixture.one(Fixture.step("GET", "/v1/a", expect: expect))], exchange)
      #expect(
        result.cases[0].steps[0].differences.map(\.field) == [
          "status", "header /x-b", "header /x-d", "text", "json /a",
        ])
      #expect(result.exitCode == 1)
    }
  }

  @Test func holdsASuccessAgainstTheDocument() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json(["models": "none"]) }
      let checked = Fixture.step("GET", "/v1/user")
      let free = Fixture.step("GET", "/v1/user", expect: "\"status\": 200, \"schema\": false")
      let result = try await self.run([try Fixture.one(checked), try Fixture.one(free, id: "free")], exchange)
      let first = result.cases[0].steps[0]
      #expect(first.operation == "get_user_info")
      #expect(first.differences.contains { $0.field == "schema /user_id" && $0.expected == "Field required" })
      #expect(result.cases[1].outcome == .passed)
    }
  }

  @Test func cleansUpAfterAFailureWhatWasMade() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { request in
        request.target.hasPrefix("/v1/y") ? .json([:], status: 500) : .json(["id": "7"])
      }
      let result = try await self.run([try Self.twoThings()], exchange)
      #expect(exchange.log == ["POST /v1/x", "POST /v1/y/7", "DELETE /v1/x/7"])
      #expect(result.cases[0].outcome == .failed)
    }
  }

  @Test func cleansUpWhenNoAnswerCame() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { request throws(ExchangeFailure) in
        if request.target.hasPrefix("/v1/y") { throw ExchangeFailure("timed out") }
        return .json(["id": "7"])
      }
      let result = try await self.run([try Self.twoThings()], exchange)
      #expect(exchange.log == ["POST /v1/x", "POST /v1/y/7", "DELETE /v1/x/7"])
      #expect(result.failed == 1)
      let report = ReportFormat.terminal.text(result)
      #expect(report.contains("their names hold \"rb-1\""))
    }
  }

  @Test func whatIsGoneAlreadyIsCleanButARefusalIsNot() async throws {
    try await onLoop {
      for (status, outcome) in [(404, CaseResult.Outcome.passed), (403, .failed)] {
        let exchange = ScriptedExchange { request in
          request.method == .delete ? .json([:], status: status) : .json(["id": "7"])
        }
        let one = try Fixture.one(
          Self.making, class: "writes", ", \"cleanup\": [\(Fixture.step("DELETE", "/v1/x/{{id}}"))]")
        #expect(try await self.run([one], exchange).cases[0].outcome == outcome)
      }
    }
  }

  @Test func anInterruptEndsTheStepAndCleansUp() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json(["id": "7"]) }
      let target = ScriptedTarget(exchange)
      var options = ContractRunner.Options()
      options.jobs = 1
      let runner = ContractRunner(target, documents: try Fixture.documents(), options: options)
      exchange.during = { runner.interrupt() }
      let one = try Self.twoThings()
      let result = try await runner.run([one, try Fixture.one(Fixture.step("GET", "/v1/a"), id: "later")])
      #expect(exchange.log == ["POST /v1/x", "DELETE /v1/x/7"])
      #expect(result.cases.map(\.outcome) == [.skipped("interrupted"), .skipped("interrupted")])
      #expect(result.exitCode == 2)
      #expect(target.closed == 1)
    }
  }

  @Test func aFailureIsNotTriedAgain() async throws {
    try await onLoop {
      var count = 0
      let exchange = ScriptedExchange { _ in
        count += 1
        return .json([:], status: count == 1 ? 500 : 200)
      }
      let result = try await self.run([try Fixture.one(Fixture.step("GET", "/v1/a"))], exchange)
      #expect(exchange.requests.count == 1)
      #expect(result.failed == 1)
    }
  }

  @Test func runsCasesSideBySideAndKeepsTheirOrder() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let cases = try (0..<20).map {
        try Fixture.one([0, 1].map { _ in Fixture.step("GET", "/v1/a") }.joined(separator: ","), id: "c\($0)")
      }
      let result = try await self.run(cases, exchange, jobs: 5)
      #expect(result.cases.map(\.contractCase.id) == cases.map(\.id))
      // With one at a time the second request would be the second step of the first case.
      #expect(exchange.requests.prefix(5).map(\.place.id) == ["c0", "c1", "c2", "c3", "c4"])
    }
  }

  @Test func aCapturedValueKeepsItsTypeAndAMissingOneIsSaid() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json(["n": 5]) }
      let first = Fixture.step("GET", "/v1/a", "", ", \"capture\": {\"n\": \"/n\"}")
      let same = Fixture.step("GET", "/v1/{{n}}", expect: "\"status\": 200, \"json\": {\"n\": \"{{n}}\"}")
      let lost = Fixture.step("GET", "/v1/a", "", ", \"capture\": {\"m\": \"/m\"}")
      let result = try await self.run([try Fixture.one("\(first), \(same), \(lost)")], exchange)
      #expect(exchange.log[1] == "GET /v1/5")
      #expect(result.cases[0].steps.map { $0.differences.map(\.field) } == [[], [], ["capture m"]])
    }
  }

  @Test func aKeyThatTheTargetHasNotSkips() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let one = try Fixture.one(Fixture.step("GET", "/v1/a", ", \"key\": \"reader\""))
      let result = try await self.run([one], exchange)
      #expect(result.cases[0].outcome == .skipped("scripted has no key named \"reader\""))
      #expect(result.exitCode == 2)
    }
  }
}
