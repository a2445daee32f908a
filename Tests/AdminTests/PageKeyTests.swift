import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Scenario
import Simulation
import TestSupport
import Testing
import Transport

@testable import Simulator

/// Which pages may use which keys of the vendors' APIs.
@Suite(.timeLimit(.minutes(1))) struct PageKeyTests {
  static let key = Credential.derivedKey("main", sandbox: "default")
  static let evil = [(name: "origin", value: "https://evil.example")]

  @LoopActor static func basic(_ account: TwilioAccount) -> String {
    "Basic " + Base64Text.encode(Array("\(account.accountSID):\(account.authToken)".utf8))
  }

  /// How a page of another site fares with a key.
  @LoopActor static func status(
    of key: String, _ simulator: Simulator, _ page: [(name: String, value: String)] = PageKeyTests.evil,
    host: String = "127.0.0.1"
  ) -> Int {
    let fields = [(name: "host", value: host), ("xi-api-key", key)] + page
    switch simulator.reply(to: Request(target: "/v1/user", fields: fields)) {
    case .now(let response): return response.status
    case .later: return 0
    }
  }

  @Test(
    arguments: [
      (nil, 200), ("http://localhost:3000", 200), ("http://[::1]", 200), ("https://evil.example", 401), ("null", 401),
    ] as [(String?, Int)])
  func takesDerivedKeysFromProgramsAndPagesOfThisMachine(origin: String?, status: Int) async throws {
    try await onLoop {
      let control = try Control()
      let fields = origin.map { [(name: "origin", value: $0)] } ?? []
      let answer = control.client(key: Self.key, fields: fields).get("/v1/user")
      #expect(answer.status == status)
      let account = control.simulator.registry["default"]?.twilio ?? TwilioAccount(sandbox: "default")
      let calls = control.client(fields: fields + [("authorization", Self.basic(account))]).get(
        "/2010-04-01/Accounts/\(account.accountSID)/Calls.json")
      #expect(calls.status == status)
      guard status == 401 else { return }
      #expect(answer["detail", "message"].string == "Invalid API key")
      #expect(calls["code"] == 20003)
      for refused in [answer, calls] {
        #expect(refused.field("x-ringback-hint")?.contains("this guard is Ringback's") == true)
        #expect(refused.field("x-ringback-hint")?.contains("--allow-origin") == true)
        #expect(refused.field("access-control-allow-origin") == "*")
      }
      #expect(answer.field("access-control-expose-headers")?.contains("x-ringback-hint") == true)
    }
  }

  @Test func refusesDerivedKeysOfEverySandboxByEveryWay() async throws {
    try await onLoop {
      let control = try Control()
      let made = control.peer().post("/_ringback/sandboxes", ["name": "t1"])
      let key = made["keys", "main"].string ?? ""
      #expect(control.client(key: key).get("/v1/user").status == 200)
      #expect(control.client(key: key, fields: Self.evil).get("/v1/user").status == 401)
      #expect(control.client(key: key, fields: Self.evil).get("/~t1/v1/user").status == 401)
      let cross = [(name: "sec-fetch-site", value: "cross-site")]
      #expect(control.client(key: key, fields: cross).get("/~t1/v1/user").status == 401)
      let overlaid = Self.evil + [("x-ringback-scenario", "default")]
      #expect(control.client(key: Self.key, fields: overlaid).get("/v1/user").status == 401)
    }
  }

  @Test func takesKeysThatAScenarioSpellsOut() async throws {
    try await onLoop {
      let control = try Control()
      _ = control.peer().post(
        "/_ringback/sandboxes",
        ["name": "t1", "world": ["elevenlabs": ["keys": ["main": ["value": "sk_my_own_secret"]]]]])
      #expect(control.client(key: "sk_my_own_secret", fields: Self.evil).get("/v1/user").status == 200)
    }
  }

  @Test func leavesPreflightsAndProgramsAsTheServicesAnswerThem() async throws {
    try await onLoop {
      let control = try Control()
      let asked = Self.evil + [("access-control-request-method", "POST")]
      let preflight = control.client(fields: asked).send(.options, "/v1/convai/agents/create")
      #expect(preflight.status == 200 && preflight.field("access-control-expose-headers") == nil)
      #expect(control.client(key: Self.key).get("/v1/user").field("access-control-expose-headers") == nil)
    }
  }

  @Test func anyKeyIsNoKeyOfAForeignPage() async throws {
    try await onLoop {
      var configuration = SimulatorConfiguration()
      configuration.log = nil
      configuration.acceptsAnyKey = true
      let simulator = try Simulator(configuration)
      #expect(Self.status(of: "whatever", simulator, []) == 200)
      #expect(Self.status(of: "whatever", simulator) == 401)
    }
  }

  @Test func aSecretOfTheProcessMakesKeysThatNobodyGuesses() async throws {
    try await onLoop {
      var configuration = SimulatorConfiguration()
      configuration.log = nil
      configuration.keySalt = "salt of this start"
      let simulator = try Simulator(configuration)
      #expect(Self.status(of: Self.key, simulator) == 401)
      let sandbox = try #require(simulator.registry["default"])
      let key = try #require(sandbox.plan.credentials.first { $0.name == "main" }).value
      #expect(key != Self.key && Self.status(of: key, simulator) == 200)
      // What made it is made again with the same keys: a changed scenario locks nobody out.
      try simulator.change(sandbox, to: [.named("default")], reset: true)
      #expect(Self.status(of: key, simulator) == 200)
      let fork = try simulator.fork(sandbox, name: "f")
      let account = TwilioAccount(sandbox: "f")
      #expect(fork.twilio.accountSID == account.accountSID && fork.twilio.authToken != account.authToken)
      #expect(fork.plan.credentials.allSatisfy { !$0.isGuessable })
      #expect(fork.plan.credentials.first?.value != Credential.derivedKey("main", sandbox: "f"))
    }
  }

  @Test(arguments: [
    ("same-origin", "localhost:8080", 200), ("same-site", "127.0.0.1:8080", 200), ("none", "evil.example", 200),
    ("same-origin", "evil.example:8080", 401), ("same-site", "a.evil.example", 401), ("cross-site", "127.0.0.1", 401),
  ])
  func judgesPagesWithoutAnOriginByTheNameThatLedHere(site: String, host: String, status: Int) async throws {
    try await onLoop {
      let simulator = try Control().simulator
      #expect(Self.status(of: Self.key, simulator, [("sec-fetch-site", site)], host: host) == status)
    }
  }
}
