/// A record with a secret of its own, such as a webhook: what it signs with must not stand in the journal.
public protocol SecretRecord: Record {
  /// The secret that the record has in this sandbox.
  func secret(in sandbox: Sandbox) -> String
  /// What stands in its place, the same in every sandbox: `<webhook:ID>`.
  var placeholder: String { get }
}

extension World {
  /// The secrets of all records that have one.
  func secrets(in sandbox: Sandbox) -> [(value: String, placeholder: String)] {
    tables.flatMap { $0.secrets(in: sandbox) }
  }
}

extension Table {
  /// The secrets of its records; empty where this kind has none.
  func secrets(in sandbox: Sandbox) -> [(value: String, placeholder: String)] {
    guard R.self is any SecretRecord.Type else { return [] }
    return all.compactMap { record in
      (record as? any SecretRecord).map { ($0.secret(in: sandbox), $0.placeholder) }
    }
  }
}
