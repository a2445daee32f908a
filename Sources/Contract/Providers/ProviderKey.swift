internal import Simulation

/// What opens an account: a key, or a name and its secret.
public struct ProviderKey: Sendable, Equatable {
  /// The account's name, which an ElevenLabs key has not.
  public let account: String?
  /// The secret.
  public let secret: String

  /// A key.
  public init(account: String? = nil, secret: String) {
    self.account = account
    self.secret = secret
  }

  /// Everything of it that must not be written down, in each form in which it is sent.
  public var secrets: [String] { [secret] + (account.map { [$0, basic, Self.encoded($0, secret)] } ?? []) }

  /// As HTTP's Basic scheme sends it.
  ///
  /// Source: RFC 7617 §2.
  var basic: String { "Basic " + Self.encoded(account ?? "", secret) }

  private static func encoded(_ account: String, _ secret: String) -> String {
    Base64Text.encode(Array("\(account):\(secret)".utf8))
  }

  /// The keys of a Twilio account by name: its own, one of nobody's account, and its own with a wrong token.
  static func twilio(_ own: ProviderKey, run: String) -> [String: ProviderKey] {
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "contract/\(run)"))
    let (stranger, token) = (ids.hexadecimal("AC"), ids.hexadecimal())
    return [
      "main": own, "invalid": ProviderKey(account: stranger, secret: token),
      "wrong_token": ProviderKey(account: own.account, secret: token),
    ]
  }

  /// The keys of ElevenLabs that every target has: its own, and one that is well-formed and nobody's.
  static func elevenLabs(_ own: String, run: String) -> [String: ProviderKey] {
    ["main": ProviderKey(secret: own), "invalid": ProviderKey(secret: foreign(run))]
  }

  /// A well-formed key of ElevenLabs that nobody has.
  static func foreign(_ run: String) -> String { Credential.derivedKey("invalid", sandbox: "contract \(run)") }
}

/// The name by which a step asks for a key of a provider.
struct KeyName: Hashable, Comparable, Sendable {
  let provider: Provider
  let name: String

  static func < (left: KeyName, right: KeyName) -> Bool {
    (left.provider, left.name) < (right.provider, right.name)
  }
}
