internal import ElevenLabs
internal import Scenario
internal import Simulation
internal import Telephony

extension SnapshotKinds {
  /// Every kind that exists in a sandbox.
  static let all: SnapshotKinds = {
    var kinds = SnapshotKinds()
    ElevenLabsWorld.register(in: &kinds)
    PhoneNetwork.register(in: &kinds)
    // Rules are the scenario's; how far they have come is the world's.
    kinds.keep(RuleSet.self)
    kinds.add(RuleProgress.self)
    return kinds
  }()
}
