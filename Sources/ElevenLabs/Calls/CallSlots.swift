internal import EventLoop
internal import Simulation

/// Where those wait whom the workspace's concurrency keeps from calling.
@LoopActor final class CallSlots {
  private var latch = Latch()

  private init() {}

  private static func of(_ sandbox: Sandbox) -> CallSlots { sandbox.life.belonging(CallSlots.self) { CallSlots() } }

  /// Says that a call is over.
  static func freed(in sandbox: Sandbox) {
    let slots = of(sandbox)
    slots.latch.open()
    slots.latch = Latch()
  }

  /// What opens when the next call is over.
  static func next(in sandbox: Sandbox) -> Latch { of(sandbox).latch }
}
