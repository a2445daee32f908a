/// The secrets that a world was given to keep, or was sent: the journal shows none of them.
///
/// A secret that was replaced or deleted stays here, since what was sent before still stands in the journal. Snapshots hold
/// it too: a tool call needs the value of a secret, and a journal that goes on must not show it.
public struct KnownSecrets: Singleton, SnapshotKind {
  /// `known_secrets`.
  public static let kind = "known_secrets"

  private struct Entry: Codable {
    let name: String
    let value: String
  }

  private var entries: [Entry] = []

  /// No secrets.
  public init() {}

  /// Notes a secret; of several names for one value the first stays.
  public mutating func insert(_ value: String, named name: String) {
    guard !value.isEmpty, !entries.contains(where: { $0.value == value }) else { return }
    entries.append(Entry(name: name, value: value))
  }

  /// Whether there is none.
  var isEmpty: Bool { entries.isEmpty }

  mutating func merge(_ other: KnownSecrets) {
    for entry in other.entries { insert(entry.value, named: entry.name) }
  }

  /// Each secret, and what stands in its place.
  var placeholders: [(value: String, placeholder: String)] {
    entries.map { ($0.value, "<secret:\($0.name)>") }
  }
}
