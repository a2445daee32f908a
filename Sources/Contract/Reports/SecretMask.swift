internal import Simulation

/// Takes the keys of a run out of everything that is written down.
public struct SecretMask: Sendable {
  private let secrets: [String]

  /// A mask for these keys, besides whatever looks like one.
  public init(_ secrets: [String]) {
    // The longest first: a key may hold another.
    self.secrets = Set(secrets).filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
  }

  /// The text with each key cut to its first characters.
  public func masked(_ text: String) -> String {
    var text = text
    for secret in secrets where text.contains(secret) { text = text.replacing(secret, with: Secrets.cut(secret)) }
    return Secrets.masked(text)
  }
}
