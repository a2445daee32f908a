import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(2))) struct TargetTests {
  /// An account with an agent and one number.
  @LoopActor private func account(_ user: ExchangeAnswer = .json([:])) -> ScriptedExchange {
    ScriptedExchange { request in
      switch request.target {
      case "/v1/user": user
      case "/v1/convai/agents?page_size=1": .json(["agents": [["agent_id": "agent_9"]]])
      case "/v1/convai/phone-numbers":
        .json([["provider": "twilio", "phone_number_id": "phnum_9"]])
      default: .json([:])
      }
    }
  }

  @LoopActor private func service(_ exchange: ScriptedExchange, _ variables: [String: String] = [:]) -> ServiceTarget {
    ServiceTarget(
      name: "live", accounts: [.elevenlabs: ServiceAccount(key: ProviderKey(secret: "k"), exchange: exchange)],
      variables: variables)
  }

  @Test func anAccountIsLookedThroughByReadingOnly() async throws {
    try await onLoop {
      let exchange = self.account()
      let target = self.service(exchange)
      let agent = try Fixture.one(Fixture.step("GET", "/v1/{{agent}}/{{phone_number}}"))
      #expect(await target.reasonToSkip(agent) == nil)
      let session = try await target.open(agent, run: "rb-1")
      #expect(session.variables["agent"] == "agent_9")
      #expect(session.variables["phone_number"] == "phnum_9")
      #expect(exchange.requests.allSatisfy { $0.method == .get })
      let trunk = try Fixture.one(Fixture.step("GET", "/v1/{{sip_phone_number}}"))
      #expect(await target.reasonToSkip(trunk) == "it needs {{sip_phone_number}}: give --set sip_phone_number=…")
    }
  }

  @Test func casesOfOneAccountDoNotFindEachOthersObjects() async throws {
    try await onLoop {
      let target = self.service(self.account())
      let one = try Fixture.one(Fixture.step("GET", "/v1/a"))
      let first = try await target.open(one, run: "rb-1").variables["run"]?.string ?? ""
      let second = try await target.open(one, run: "rb-1").variables["run"]?.string ?? ""
      #expect(first == "rb-1-0001" && second == "rb-1-0002")
    }
  }

  @Test func whomToCallIsNeverGuessed() async throws {
    try await onLoop {
      let call = try Fixture.one(Fixture.step("GET", "/v1/{{to_number}}"))
      #expect(await self.service(self.account()).reasonToSkip(call) != nil)
      #expect(await self.service(self.account(), ["to_number": "+1555"]).reasonToSkip(call) == nil)
    }
  }

  @Test func whatOnlyASandboxHasIsSkipped() async throws {
    try await onLoop {
      let target = self.service(self.account())
      let scenario = try Fixture.one(Fixture.step("GET", "/v1/a"), ", \"needs\": {\"scenario\": \"quota-exceeded\"}")
      #expect(await target.reasonToSkip(scenario)?.contains("scenario") == true)
      let key = try Fixture.one(Fixture.step("GET", "/v1/a", ", \"key\": \"reader\""))
      #expect(await target.reasonToSkip(key)?.contains("reader") == true)
    }
  }

  @Test func aRefusedKeyIsSaidBeforeAnyCase() async throws {
    try await onLoop {
      let refused = ExchangeAnswer.json(["detail": ["status": "invalid_api_key"]], status: 401)
      let narrow = ExchangeAnswer.json(["detail": ["status": "missing_permissions"]], status: 401)
      await #expect(throws: TargetFailure("live cannot be used: the key is refused: invalid_api_key")) {
        try await self.service(self.account(refused)).prepare()
      }
      try await self.service(self.account(narrow)).prepare()
    }
  }

  @Test func aRingbackGivesEachCaseASandbox() async throws {
    try await onLoop {
      let target = try SimulatorExchange.target()
      try await target.prepare()
      #expect(await target.isThere())
      let one = try Fixture.one(Fixture.step("GET", "/v1/user"))
      let first = try await target.open(one, run: "rb-1")
      let second = try await target.open(one, run: "rb-1")
      #expect(first.keys[.elevenlabs]?["main"] != second.keys[.elevenlabs]?["main"])
      #expect(first.variables["agent"]?.string?.hasPrefix("agent_") == true)
      #expect(first.variables["phone_number"] != first.variables["sip_phone_number"])
      #expect(target.secrets.contains(first.keys[.elevenlabs]?["main"]?.secret ?? "?"))
      await target.close(first)
      let gone = try await first.exchange.send(ExchangeRequest(.get, "/v1/user"))
      #expect(gone.status == 404)
    }
  }

  @Test func aCaseRunsInTheScenarioThatItNeeds() async throws {
    try await onLoop {
      let target = try SimulatorExchange.target()
      let step = Fixture.step("GET", "/v1/user", expect: "\"status\": 401")
      let scenario = """
        , "needs": {"scenario": {"title": "t", "extends": ["default"],
          "world": {"elevenlabs": {"keys": {"main": {"permissions": []}}}}}}
        """
      let runner = ContractRunner(target, documents: try Fixture.documents())
      let result = try await runner.run([try Fixture.one(step, scenario), try Fixture.one(step, id: "healthy")])
      #expect(result.cases.map(\.outcome) == [.passed, .failed])
    }
  }

  @Test func aScenarioThatIsWrongCannotRun() async throws {
    try await onLoop {
      let runner = ContractRunner(try SimulatorExchange.target(), documents: try Fixture.documents())
      let one = try Fixture.one(Fixture.step("GET", "/v1/user"), ", \"needs\": {\"scenario\": \"quota-exeeded\"}")
      let result = try await runner.run([one])
      #expect(result.exitCode == 2)
      #expect(result.cases[0].failures[0].differences[0].found.contains("Did you mean \"quota-exceeded\"?"))
    }
  }
}
