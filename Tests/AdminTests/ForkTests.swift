import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(2))) struct ForkTests {
  private static let path = "/_ringback/sandboxes"

  @Test func aForkIsWhatItsSourceIsNow() async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      await SnapshotRoutesTests.finishCalls(control, "default")
      let now = control.simulator.registry["default"]?.clock.now.rfc3339
      let answer = control.peer().post("\(Self.path)/default/fork", ["name": "copy"])
      #expect(answer.status == 201, "\(answer.text)")
      #expect(control.issues("fork_sandbox", answer) == [])
      #expect(answer["name"] == "copy")
      #expect(answer["base_url"] == "http://127.0.0.1:8080/~copy")
      #expect(answer["now"].string == now)
      let source = await control.snapshot()
      var fork = await control.snapshot("copy")
      fork["sandbox"] = "default"
      #expect(JSONWriter.bytes(fork) == JSONWriter.bytes(source))
      let sandboxes = ["default", "copy"].compactMap { control.simulator.registry[$0] }
      #expect(sandboxes.count == 2 && sandboxes[0].newID("agent") == sandboxes[1].newID("agent"))
    }
  }

  @Test func neitherSeesWhatTheOtherDoes() async throws {
    try await onLoop {
      let control = try Control()
      #expect(control.peer().post("\(Self.path)/default/fork", ["name": "copy"]).status == 201)
      let source = await control.snapshot()
      try SnapshotRoutesTests.fill(control, "copy")
      #expect(await control.snapshot() == source)
      let fork = await control.snapshot("copy")
      try SnapshotRoutesTests.fill(control, "default")
      #expect(await control.snapshot("copy") == fork)
      #expect(control.peer().delete("\(Self.path)/copy").status == 204)
      #expect(await control.snapshot()["tables"]?["conversations"]?.array?.count == 3)
    }
  }

  @Test func aResetGoesBackToTheMomentOfTheFork() async throws {
    try await onLoop {
      let control = try Control()
      try SnapshotRoutesTests.fill(control, "default")
      #expect(control.peer().post("\(Self.path)/default/fork", ["name": "copy"]).status == 201)
      let start = await control.snapshot("copy")
      try SnapshotRoutesTests.fill(control, "copy")
      #expect(await control.snapshot("copy") != start)
      #expect(control.peer().post("\(Self.path)/copy/reset", [:]).status == 200)
      #expect(await control.snapshot("copy") == start)
      // A fork of a fork begins where that one is.
      #expect(control.peer().post("\(Self.path)/copy/fork", [:])["name"] == "sandbox-1")
      #expect(await control.snapshot("sandbox-1")["tables"] == start["tables"])
    }
  }

  @Test func keysHaveTheSameNamesAndPowersAndOtherValues() async throws {
    try await onLoop {
      let control = try Control()
      let made = control.peer().post(
        Self.path,
        [
          "name": "source", "scenario": ["default", "missing-permissions"],
          "world": ["elevenlabs": ["keys": ["main": ["value": "sk_literal_value_of_a_key"]]]],
        ])
      #expect(made.status == 201, "\(made.text)")
      #expect(control.peer().post("\(Self.path)/source/fork", ["name": "copy"]).status == 201)
      let source = try #require(control.simulator.registry["source"]).plan.credentials
      let copy = try #require(control.simulator.registry["copy"]).plan.credentials
      #expect(source.map(\.name) == copy.map(\.name) && source.count > 1)
      #expect(source.map(\.permissions) == copy.map(\.permissions))
      #expect(source.map(\.refusedWith) == copy.map(\.refusedWith))
      #expect(copy.map(\.value) == copy.map { Credential.derivedKey($0.name, sandbox: "copy") })
      #expect(Set(source.map(\.value)).isDisjoint(with: copy.map(\.value)))
    }
  }

  @Test func namesAreRefusedAsEverywhere() async throws {
    try await onLoop {
      let peer = try Control().peer()
      #expect(peer.post("\(Self.path)/none/fork", [:]).code == "unknown_sandbox")
      #expect(peer.post("\(Self.path)/default/fork", ["name": "default"]).code == "name_taken")
      #expect(peer.post("\(Self.path)/default/fork", ["name": "a/b"]).code == "bad_name")
      #expect(peer.post("\(Self.path)/default/fork", ["nam": "x"]).status == 422)
      #expect(peer.send(.post, "\(Self.path)/default/fork").status == 201)
    }
  }

  @Test func aForkOfTenThousandObjectsCopiesNothing() async throws {
    try await onLoop {
      let simulator = try Control().simulator
      let source = try #require(simulator.registry["default"])
      source.world.fill(10_000)
      _ = try simulator.fork(source, name: "first")
      let times = try (0..<50).map { number in
        let began = WallClock.monotonic
        _ = try simulator.fork(source, name: "fork\(number)")
        return WallClock.monotonic - began
      }
      // The quickest tells what the work costs; the rest tells what else this machine does. A copy takes milliseconds.
      let quickest = try #require(times.min())
      #expect(quickest < 100_000, "\(quickest) ns")
    }
  }
}
