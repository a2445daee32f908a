public import Simulation

extension PhoneNetwork {
  /// Registers what a snapshot holds of the phone network.
  public nonisolated static func register(in kinds: inout SnapshotKinds) {
    kinds.add(Call.self)
    kinds.add(Carrier.self)
  }
}
