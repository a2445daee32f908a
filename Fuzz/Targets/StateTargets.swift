import EventLoop
import HTTP1
import JSON
import Simulation

@testable import Simulator

/// What Ringback wrote itself, and somebody changed; and what is asked of the journal.
@LoopActor enum StateTargets {
  private static var world: FuzzWorld { .shared }

  static func verification(_ bytes: [UInt8]) async {
    guard var value = try? JSONParser().parse(bytes) else { return }
    // A verification waits in real time.
    value["timeout"] = nil
    await world.inSandbox { sandbox in
      await world.call(sandbox)
      await world.ask("POST", "/_ringback/verify", JSONWriter.bytes(value))
    }
  }

  static func snapshot(_ bytes: [UInt8]) async {
    await world.inSandbox { sandbox in
      guard await world.ask("PUT", "/_ringback/snapshot", bytes).status == 200 else { return }
      await world.letTimePass(sandbox)
      await world.call(sandbox)
      await world.look()
    }
  }

  static func capsule(_ bytes: [UInt8]) async {
    guard let replay = try? Replay(bytes, path: "capsule.json") else { return }
    _ = replay.warnings
    _ = await replay.run()
  }
}
