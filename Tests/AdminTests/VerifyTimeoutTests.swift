import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import Simulator
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct VerifyTimeoutTests {
  static let path = "/_ringback/verify"

  @LoopActor static func client(_ control: Control) -> TestPeer { control.client(key: VerifyTests.key) }

  @Test func lowerBoundsAreAwaited() async throws {
    try await onLoop {
      let control = try Control()
      let client = Self.client(control)
      let check = control.later(
        .post, Self.path, json: ["expect": [["when": VerifyTests.user, "exactly": 2]], "timeout": 60])
      for _ in 0..<2 {
        await LoopActor.executor.settle()
        _ = client.get("/v1/user")
      }
      let answer = await check.value
      #expect(answer.json == ["verified": true, "matched": [[1, 2]], "next": 2])
    }
  }

  @Test func anOrderIsAwaited() async throws {
    try await onLoop {
      let control = try Control()
      let client = Self.client(control)
      _ = client.get("/v1/user")
      _ = client.get("/v1/voices")
      let check = control.later(
        .post, Self.path,
        json: [
          "expect": [["when": VerifyTests.voices], ["when": VerifyTests.user]], "in_order": true, "timeout": 60,
        ])
      await LoopActor.executor.settle()
      _ = client.get("/v1/user")
      #expect(await check.value.status == 200)
    }
  }

  @Test func whatHoldsAlreadyIsAnsweredAtOnce() async throws {
    try await onLoop {
      let client = Self.client(try Control())
      _ = client.get("/v1/user")
      #expect(client.post(Self.path, ["expect": [["when": VerifyTests.user]], "timeout": 60]).status == 200)
    }
  }

  @Test func aBrokenUpperBoundFailsAtOnce() async throws {
    try await onLoop {
      let control = try Control()
      let client = Self.client(control)
      _ = client.get("/v1/user")
      let body: JSONValue = [
        "expect": [["when": VerifyTests.user, "exactly": 0], ["when": VerifyTests.voices]], "timeout": 60,
      ]
      #expect(client.post(Self.path, body).status == 422)
      let check = control.later(
        .post, Self.path, json: ["expect": [["when": VerifyTests.voices, "at_most": 0]], "timeout": 60])
      await LoopActor.executor.settle()
      _ = client.get("/v1/voices")
      #expect(await check.value["error", "failures", "0", "found"] == "once (entry 2)")
      let other = control.later(
        .post, Self.path, json: ["expect": [], "nothing_else": true, "timeout": 60, "after": 2])
      await LoopActor.executor.settle()
      _ = client.get("/v1/voices")
      #expect(await other.value["error", "failures", "0", "expectation"] == "nothing_else")
    }
  }

  @Test func whatIsNotMetFailsWhenTheTimeIsOver() async throws {
    try await onLoop {
      let answer = try await Control().later(
        .post, Self.path, json: ["expect": [["when": VerifyTests.user]], "timeout": 0.003]
      ).value
      #expect(answer.status == 422)
      #expect(answer.code == "verification_failed")
    }
  }

  @Test func upperBoundsAloneAreWatchedToTheEnd() async throws {
    try await onLoop {
      let control = try Control()
      func body(_ timeout: Double) -> JSONValue {
        ["expect": [["when": VerifyTests.user, "exactly": 0]], "timeout": .real(timeout)]
      }
      let journal = try #require(control.simulator.registry["default"]).journal
      let long = control.later(.post, Self.path, json: body(60))
      await LoopActor.executor.settle()
      _ = Self.client(control).get("/v1/voices")
      await LoopActor.executor.settle()
      #expect(journal.waiting == 1)
      long.cancel()
      let short = await control.later(.post, Self.path, json: body(0.003)).value
      #expect(short.json == ["verified": true, "matched": [[]], "next": 1])
      #expect(journal.waiting == 0)
    }
  }

  @Test func aResetEndsTheWait() async throws {
    try await onLoop {
      let control = try Control()
      let check = control.later(.post, Self.path, json: ["expect": [["when": VerifyTests.user]], "timeout": 60])
      await LoopActor.executor.settle()
      _ = control.client().post("/_ringback/sandboxes/default/reset", [:])
      let answer = await check.value
      #expect(answer.status == 409)
      #expect(answer.code == "journal_reset")
    }
  }

  @Test func entriesLostWhileWaitingAreTold() async throws {
    try await onLoop {
      let control = try Control(journal: JournalLimits(entries: 1))
      let client = Self.client(control)
      let check = control.later(.post, Self.path, json: ["expect": [["when": VerifyTests.user]], "timeout": 60])
      await LoopActor.executor.settle()
      // Both come before the waiter has its turn.
      _ = client.get("/v1/voices")
      _ = client.get("/v1/voices")
      #expect(await check.value.code == "journal_incomplete")
    }
  }
}
