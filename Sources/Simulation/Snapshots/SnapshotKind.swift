/// A kind of record or of single value that a snapshot of a world holds.
///
/// What it encodes must decode to the same value: everything that a later answer depends on, and no key.
public protocol SnapshotKind: Codable {
  /// The name under which a snapshot holds it, such as `agents`; unique among all kinds.
  static var kind: String { get }
}
