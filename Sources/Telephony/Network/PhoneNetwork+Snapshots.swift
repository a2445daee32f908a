public import Simulation

extension PhoneNetwork {
  /// Registers what a snapshot holds of the phone network.
  public nonisolated static func register(in kinds: inout SnapshotKinds) {
    kinds.add(Call.self)
    // Who is behind the numbers is the scenario's.
    kinds.keep(Carrier.self)
  }
}
