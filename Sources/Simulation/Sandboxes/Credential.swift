internal import Cryptography

/// What a key may do.
public enum Permissions: Equatable, Sendable {
  /// Everything: a key without restrictions.
  case all
  /// Only the named scopes.
  case only(Set<String>)

  /// Whether the scope is among them.
  public func allow(_ scope: String) -> Bool {
    switch self {
    case .all: true
    case .only(let scopes): scopes.contains(scope)
    }
  }
}

extension Permissions: CustomStringConvertible {
  /// The scopes in alphabetical order, or `everything`.
  public var description: String {
    switch self {
    case .all: "everything"
    case .only(let scopes): scopes.isEmpty ? "nothing" : scopes.sorted().joined(separator: ", ")
    }
  }
}

/// A secret that opens one sandbox to one vendor's API.
///
/// A class, since every request hands it on.
public final class Credential: Equatable, Sendable {
  /// The name that the scenario gives it, such as `main` or `reader`.
  public let name: String
  /// The secret itself; belongs to one live sandbox at a time.
  public let value: String
  /// What it may do.
  public let permissions: Permissions
  /// The catalogue's name of the error that every request with it meets, for a key that is known but refused.
  public let refusedWith: String?
  /// Whether anybody can derive the value from the names of sandbox and key, which pages of other sites must not use.
  public let isGuessable: Bool

  /// A credential.
  public init(
    name: String, value: String, permissions: Permissions = .all, refusedWith: String? = nil, isGuessable: Bool = false
  ) {
    self.name = name
    self.value = value
    self.permissions = permissions
    self.refusedWith = refusedWith
    self.isGuessable = isGuessable
  }

  /// Whether two have the same name, value and permissions, and are refused alike.
  public static func == (one: Credential, other: Credential) -> Bool {
    one.name == other.name && one.value == other.value && one.permissions == other.permissions
      && one.refusedWith == other.refusedWith
  }

  /// The value of a key whose scenario names it without one: `sk_` and 48 hexadecimal digits.
  ///
  /// It depends on the sandbox's name and the key's, never on the seed, so that an app's settings outlive a reseeding, and on
  /// the salt, if the server has one.
  public static func derivedKey(_ name: String, sandbox: String, salt: String = "") -> String {
    let text = "key/\(sandbox)/\(name)"
    guard salt.isEmpty else { return "sk_" + secretDigits(48, of: text, salt) }
    var ids = IDGenerator(seed: SeededGenerator.seed(of: text))
    return ids.hexadecimal("sk_", digits: 48)
  }

  /// Digits that nobody derives without the salt, from others of the same salt neither: ids' generator is no such thing.
  static func secretDigits(_ count: Int, of text: String, _ salt: String) -> String {
    String(HMAC.hex(.sha256, key: Array(salt.utf8), message: Array(text.utf8)).prefix(count))
  }
}

/// The Twilio account that belongs to a sandbox.
public struct TwilioAccount: Equatable, Sendable {
  /// `AC` and 32 hexadecimal digits.
  public let accountSID: String
  /// 32 hexadecimal digits.
  public let authToken: String
  /// Whether anybody can derive the token from the sandbox's name.
  public let isGuessable: Bool

  /// The account of the sandbox with this name; a salt makes its token one that nobody can guess.
  ///
  /// The SID is no secret: it stands in answers and in the journal, which equal runs have in common.
  public init(sandbox: String, salt: String = "") {
    isGuessable = salt.isEmpty
    let text = "twilio/\(sandbox)"
    var ids = IDGenerator(seed: SeededGenerator.seed(of: text))
    accountSID = ids.hexadecimal("AC")
    authToken = salt.isEmpty ? ids.hexadecimal() : Credential.secretDigits(32, of: text, salt)
  }
}
