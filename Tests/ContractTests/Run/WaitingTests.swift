import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Testing

@testable import Contract
@testable import Simulator

/// Steps that wait for something.
@Suite(.timeLimit(.minutes(2))) struct WaitingTests {
  @LoopActor private func run(_ steps: String, _ target: any ContractTarget) async throws -> CaseResult {
    let one = try Fixture.one(steps)
    return try await ContractRunner(target, documents: try Fixture.documents()).run([one]).cases[0]
  }

  private static func until(_ expect: String, _ more: String, capture: String = "") -> String {
    "{\"until\": \(Fixture.step("GET", "/v1/a", expect: "\"schema\": false, \(expect)"))\(more)}"
  }

  @Test func asksUntilTheAnswerIsAsExpected() async throws {
    try await onLoop {
      var count = 0
      let exchange = ScriptedExchange { _ in
        count += 1
        return .json(["status": count == 3 ? "done" : "processing", "id": .string("conv_\(count)")])
      }
      let step = Self.until(
        "\"status\": 200, \"json\": {\"status\": \"done\", \"id\": \"<any:1>\"}",
        ", \"every_seconds\": 0.1, \"capture\": {\"id\": \"/id\"}")
      let then = Fixture.step("GET", "/v1/{{id}}", expect: "\"status\": 200, \"schema\": false")
      let result = try await self.run("\(step), \(then)", ScriptedTarget(exchange))
      #expect(result.outcome == .passed)
      // What the answers before the last one held is forgotten.
      #expect(exchange.log == ["GET /v1/a", "GET /v1/a", "GET /v1/a", "GET /v1/conv_3"])
    }
  }

  @Test func tellsTheLastAnswerWhereItNeverIs() async throws {
    try await onLoop {
      var count = 0
      let exchange = ScriptedExchange { _ in
        count += 1
        return .json(["n": .integer(Int64(count))])
      }
      let step = Self.until(
        "\"status\": 200, \"json\": {\"n\": 9}", ", \"within_seconds\": 0.2, \"every_seconds\": 0.1")
      let result = try await self.run(step, ScriptedTarget(exchange))
      #expect(
        result.steps[0].differences.map { "\($0.field): expected \($0.expected), found \($0.found)" } == [
          "json /n: expected 9, found 3",
          "until: expected this within 0.2 s, found not once in 3 answers over 0.2 s; the last one is told here",
        ])
    }
  }

  @Test func timePassesInASandboxWithoutAnyWaiting() async throws {
    try await onLoop {
      let began = WallClock.monotonic
      let target = try SimulatorExchange.target()
      try await target.prepare()
      let one = try Fixture.one("{\"pass\": {\"seconds\": 3600}}")
      let session = try await target.open(one, run: "rb-1")
      let before = try await session.exchange.send(ExchangeRequest(.get, "/_ringback/clock")).json
      try await session.time.pass(3600)
      let after = try await session.exchange.send(ExchangeRequest(.get, "/_ringback/clock")).json
      #expect(before?["mode"] == "manual")
      #expect(before?["now"] != after?["now"])
      #expect(try await self.run("{\"pass\": {\"seconds\": 3600}}", target).outcome == .passed)
      #expect(WallClock.monotonic - began < 3_600_000_000_000)
    }
  }

  @Test func withoutSuchStepsASandboxGoesByItself() async throws {
    try await onLoop {
      let target = try SimulatorExchange.target()
      try await target.prepare()
      let session = try await target.open(try Fixture.one(Fixture.step("GET", "/v1/user")), run: "rb-1")
      let clock = try await session.exchange.send(ExchangeRequest(.get, "/_ringback/clock")).json
      #expect(clock?["mode"] == "real")
      guard case .byItself = session.time.course else { return #expect(Bool(false)) }
    }
  }

  @Test func anAnswerThatBlocksComesBecauseTimePasses() async throws {
    try await onLoop {
      let service = BlockingService(after: 4)
      let step = Fixture.step(
        "GET", "/v1/a", expect: "\"status\": 200, \"schema\": false, \"timing\": \"blocking\"")
      let result = try await self.run(step, service)
      #expect(result.outcome == .passed)
      #expect(service.passed == 4)
    }
  }

  @Test func aRecordingIsAskedOnce() async throws {
    try await onLoop {
      let exchange = ScriptedExchange { _ in .json(["n": 1]) }
      let good = Self.until("\"status\": 200, \"json\": {\"n\": 1}", "")
      let result = try await self.run(good, ScriptedTarget(exchange))
      let origin = ParitySnapshot.Origin(target: "live", kind: .service, date: "2026", version: "")
      let snapshot = ParitySnapshot(
        RunResult(of: [result]), on: origin)
      let bad = Self.until("\"status\": 200, \"json\": {\"n\": 2}", "")
      #expect(try await self.run(good, RecordingTarget(snapshot)).outcome == .passed)
      let failed = try await self.run(bad, RecordingTarget(snapshot))
      #expect(failed.steps[0].differences.map(\.field) == ["json /n", "until"])
    }
  }
}

/// A service that answers once enough time has passed.
@LoopActor private final class BlockingService: ContractTarget, Exchange, CaseTime {
  let name = "blocking"
  let isGuarded = false
  let kind: TargetKind = .service
  let secrets: [String] = []
  let course = TimeCourse.onDemand
  private(set) var passed = 0.0
  private let seconds: Double
  private var waiting: CheckedContinuation<Void, Never>?

  init(after seconds: Double) { self.seconds = seconds }

  func prepare() async throws(TargetFailure) {}
  func reasonToSkip(_ one: ContractCase) async -> String? { nil }
  func close(_ session: CaseSession) async {}

  func open(_ one: ContractCase, run: String) async throws(TargetFailure) -> CaseSession {
    CaseSession(
      exchange: self, keys: [.elevenlabs: ["main": ProviderKey(secret: "k")]],
      variables: Variables(["run": .string(run)]), time: self)
  }

  func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeAnswer {
    await withCheckedContinuation { waiting = $0 }
    return .json([:])
  }

  func pass(_ seconds: Double) async throws(ExchangeFailure) {
    passed += seconds
    if passed >= self.seconds { waiting?.resume() }
    await Task.yield()
    await Task.yield()
  }
}

extension RunResult {
  /// A run of these results.
  fileprivate init(of cases: [CaseResult]) {
    self.init(target: "live", date: "2026", version: "", run: "rb-1")
    self.cases = cases
  }
}
