import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Scenario
import TestSupport
import Testing

@testable import Contract

/// Two providers in one case, each with its own address and credentials.
@Suite(.timeLimit(.minutes(2))) struct ProviderTests {
  private static let key = ProviderKey(account: "AC1", secret: "tok:en")
  private static let list = "/2010-04-01/Accounts/{{account_sid}}/Calls.json"

  @LoopActor private func target(
    _ elevenLabs: ScriptedExchange? = nil, _ twilio: ScriptedExchange? = nil
  ) -> ServiceTarget {
    var accounts: [Provider: ServiceAccount] = [:]
    if let elevenLabs { accounts[.elevenlabs] = ServiceAccount(key: ProviderKey(secret: "k"), exchange: elevenLabs) }
    if let twilio { accounts[.twilio] = ServiceAccount(key: Self.key, exchange: twilio) }
    return ServiceTarget(name: "live", accounts: accounts)
  }

  private func one(_ steps: String, class kind: String = "read-only") throws -> ContractCase {
    try Fixture.cases(
      """
      {"id": "t", "purpose": "A test.", "class": "\(kind)", "operations": [], "steps": [\(steps)]}
      """, of: "twilio")[0]
  }

  @Test func eachRequestGoesToItsProviderWithItsCredentials() async throws {
    try await onLoop {
      let (elevenLabs, twilio) = (ScriptedExchange { _ in .json([:]) }, ScriptedExchange { _ in .json([:]) })
      let steps = [
        Fixture.step("GET", "/v1/user", ", \"provider\": \"elevenlabs\"", expect: "\"status\": 200, \"schema\": false"),
        Fixture.step(
          "POST", "/2010-04-01/Accounts/{{account_sid}}/Calls/CA1.json",
          ", \"form\": {\"Status\": \"completed\", \"Of\": [\"a b\", \"&\"]}",
          expect: "\"status\": 200, \"schema\": false"),
      ]
      let runner = ContractRunner(
        self.target(elevenLabs, twilio), documents: try Fixture.documents(), options: self.allowingAll)
      let result = try await runner.run([try self.one(steps.joined(separator: ","), class: "writes")])
      #expect(result.passed == 1, "\(ReportFormat.terminal.text(result))")
      #expect(elevenLabs.log == ["GET /v1/user", "GET /v1/user"])
      #expect(elevenLabs.requests.last?.fields["xi-api-key"] == "k")
      #expect(elevenLabs.requests.last?.fields["authorization"] == nil)
      #expect(
        twilio.log == [
          "GET /2010-04-01/Accounts/AC1/Calls.json?PageSize=1", "POST /2010-04-01/Accounts/AC1/Calls/CA1.json",
        ])
      let sent = try #require(twilio.requests.last)
      // printf AC1:tok:en | base64
      #expect(sent.fields["authorization"] == "Basic QUMxOnRvazplbg==")
      #expect(sent.fields["xi-api-key"] == nil)
      #expect(sent.fields["content-type"] == "application/x-www-form-urlencoded")
      #expect(String(decoding: sent.body, as: UTF8.self) == "Status=completed&Of=a%20b&Of=%26")
    }
  }

  @LoopActor private var allowingAll: ContractRunner.Options {
    var options = ContractRunner.Options()
    options.allowed = ["writes", "calls"]
    return options
  }

  @Test func whoHasOneAccountSkipsWhatNeedsTheOther() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json([:]) }
      let twilios = try self.one(Fixture.step("GET", Self.list))
      let elevenLabs = try Fixture.one(Fixture.step("GET", "/v1/user"))
      let without = self.target(exchange)
      #expect(await without.reasonToSkip(twilios) == "it needs Twilio: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
      #expect(await without.reasonToSkip(elevenLabs) == nil)
      let only = self.target(nil, exchange)
      #expect(await only.reasonToSkip(twilios) == nil)
      #expect(await only.reasonToSkip(elevenLabs) == "it needs ElevenLabs: set ELEVENLABS_API_KEY")
    }
  }

  @Test func refusedCredentialsAreSaidBeforeAnyCase() async throws {
    try await onLoop {
      let twilio = ScriptedExchange { _ in .json(["code": 20003, "message": "Authenticate"], status: 401) }
      await #expect(
        throws: TargetFailure("live cannot be used: Twilio refuses the account SID and the token: Authenticate")
      ) {
        try await self.target(nil, twilio).prepare()
      }
    }
  }

  @Test func aTokenIsMaskedInEveryFormInWhichItIsSent() async throws {
    try await onLoop {
      let twilio = ScriptedExchange { _ in .json([:]) }
      let mask = SecretMask(self.target(nil, twilio).secrets)
      #expect(!mask.masked("Basic QUMxOnRvazplbg== and QUMxOnRvazplbg==").contains("QUMxOnRvazplbg"))
      #expect(!mask.masked("it is tok:en").contains("tok:en"))
    }
  }

  @Test func aCallPlacedThroughTwilioCountsForTheBudget() async throws {
    try await onLoop {
      let call = Fixture.step(
        "POST", Self.list, ", \"form\": {\"To\": \"+1555\"}", expect: "\"status\": 201, \"schema\": false")
      var options = self.allowingAll
      options.budget = Budget(calls: 1)
      options.jobs = 1
      let twilio = ScriptedExchange { _ in .json([:], status: 201) }
      let runner = ContractRunner(self.target(nil, twilio), documents: try Fixture.documents(), options: options)
      let result = try await runner.run([try self.one("\(call), \(call)", class: "places-calls")])
      #expect(result.cases[0].outcome == .skipped("the budget of 1 calls is spent"))
      #expect(twilio.log.count { $0.hasPrefix("POST") } == 1)
    }
  }

  @Test(arguments: [Self.list, "/2010-04-01/Accounts/{{account_sid}}/Conferences/CF1/Participants.json"])
  func whatDialsIsSaidToDial(_ path: String) throws {
    let call = Fixture.step("POST", path, expect: "\"status\": 201")
    #expect(throws: FileFailure.self) { try self.one(call, class: "writes") }
    #expect(try self.one(call, class: "places-calls").steps.count == 1)
    // Refused it dials nobody.
    #expect(try self.one(Fixture.step("POST", path, expect: "\"status\": 400")).steps.count == 1)
  }

  @Test func namesOfKeysAreTheProviders() async throws {
    try await onLoop {
      let target = try SimulatorExchange.target()
      try await target.prepare()
      let session = try await target.open(try self.one(Fixture.step("GET", Self.list)), run: "rb-1")
      let keys = try #require(session.keys[.twilio])
      #expect(keys.keys.sorted() == ["invalid", "main", "wrong_token"])
      #expect(keys["wrong_token"]?.account == keys["main"]?.account)
      #expect(keys["wrong_token"]?.secret != keys["main"]?.secret)
      #expect(session.variables["account_sid"]?.string == keys["main"]?.account)
      #expect(target.secrets.contains(keys["main"]?.basic ?? ""))
      await target.close(session)
    }
  }
}
