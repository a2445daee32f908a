import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct JournalWaitTests {
  static let path = "/_ringback/journal"
  static let key = Credential.derivedKey("main", sandbox: "default")

  @LoopActor static func journal(_ control: Control) throws -> Journal {
    try #require(control.simulator.registry["default"]).journal
  }

  @Test func anEntryThatIsThereIsNotWaitedFor() async throws {
    try await onLoop {
      let client = try Control().client(key: Self.key)
      _ = client.get("/v1/user")
      #expect(client.get("\(Self.path)?wait=60")["next"] == 1)
    }
  }

  @Test func aWaiterIsWokenByTheFirstEntryThatPasses() async throws {
    try await onLoop {
      let control = try Control()
      let journal = try Self.journal(control)
      let filter = JournalRoutesTests.filter(["path": "/v1/user"])
      let poll = control.later(.get, "\(Self.path)?wait=60&filter=\(filter)")
      await LoopActor.executor.settle()
      #expect(journal.waiting == 1)
      let client = control.client(key: Self.key)
      _ = client.get("/v1/voices")
      await LoopActor.executor.settle()
      #expect(journal.waiting == 1)
      _ = client.get("/v1/user")
      let page = await poll.value
      #expect(page.status == 200)
      #expect(page["entries"].array?.map { $0["sequence"] } == [2])
      #expect(page["next"] == 2)
      #expect(journal.waiting == 0)
    }
  }

  @Test func aWaiterIsAnsweredWhenTheTimeIsOver() async throws {
    try await onLoop {
      let control = try Control()
      let page = await control.later(.get, "\(Self.path)?wait=0.003").value
      #expect(page.status == 200)
      #expect(page.json == ["entries": [], "next": 0, "has_more": false, "dropped": 0])
      #expect(try Self.journal(control).waiting == 0)
    }
  }

  @Test func aWaiterIsWokenByAReset() async throws {
    try await onLoop {
      let control = try Control()
      let client = control.client(key: Self.key)
      _ = client.get("/v1/user")
      let poll = control.later(.get, "\(Self.path)?wait=60&after=1")
      await LoopActor.executor.settle()
      _ = client.post("/_ringback/sandboxes/default/reset", [:])
      let page = await poll.value
      #expect(page["entries"] == [])
      #expect(page["next"] == 0)
      #expect(try Self.journal(control).waiting == 0)
    }
  }

  @Test func aClientThatGoesAwayLeavesNoWaiter() async throws {
    try await onLoop {
      let control = try Control()
      let journal = try Self.journal(control)
      let polls = (0..<3).map { _ in control.later(.get, "\(Self.path)?wait=60") }
      let check = control.later(.post, "/_ringback/verify", json: ["expect": [[:]], "timeout": 60])
      await LoopActor.executor.settle()
      #expect(journal.waiting == 4)
      for poll in polls { poll.cancel() }
      check.cancel()
      for poll in polls { _ = await poll.value }
      _ = await check.value
      #expect(journal.waiting == 0)
    }
  }

  @Test func manyWaitAtOnce() async throws {
    try await onLoop {
      let control = try Control()
      let polls = (0..<20).map { _ in control.later(.get, "\(Self.path)?wait=60") }
      await LoopActor.executor.settle()
      _ = control.client(key: Self.key).get("/v1/user")
      for poll in polls { #expect(await poll.value["next"] == 1) }
      #expect(try Self.journal(control).waiting == 0)
    }
  }
}
