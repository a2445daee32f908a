/// The names and shapes by which a credential is known, whatever its value: data that each vendor adds to.
///
/// Names are compared by their letters and digits, case aside, so `X-Api-Key`, `x_api_key` and `xApiKey` are one name.
public final class CredentialVocabulary: Sendable {
  /// A token that is known by how it begins: its beginning, and how many letters and digits follow at least.
  public struct Shape: Sendable {
    let prefix: [UInt8]
    let digits: Int

    /// A shape.
    public init(_ prefix: String, digits: Int = 16) {
      self.prefix = Array(prefix.utf8)
      self.digits = digits
    }
  }

  /// What the name of a member, parameter or header field that holds a credential ends with: `token`, `apikey`.
  let endings: [[UInt8]]
  /// What such a name begins with, letter for letter: `secret__`.
  let beginnings: [[UInt8]]
  /// Names that end so, and are none: `pagetoken`.
  let exceptions: [[UInt8]]
  /// Further names of parameters of a query: `sig`.
  let parameters: [[UInt8]]
  /// Header fields that are often misspelt: a name that is a slip or two away counts as well.
  let fields: [[UInt8]]
  /// Objects by name whose elements keep a credential in `value`: `keys`.
  let holders: Set<String>
  /// How tokens look.
  let shapes: [Shape]
  /// The last two letters of all endings, by which most names are told from a credential's; see `pair`.
  private let lastPairs: [Bool]
  /// Which letters the names in `fields` have, a bit for each.
  private let letters: [UInt64]

  /// A vocabulary; names may be spelt in any way.
  public init(
    endings: [String] = [], beginnings: [String] = [], exceptions: [String] = [], parameters: [String] = [],
    fields: [String] = [], holders: Set<String> = [], shapes: [Shape] = []
  ) {
    self.endings = endings.map { Self.plain($0.utf8) }
    self.beginnings = beginnings.map { Array($0.utf8) }
    self.exceptions = exceptions.map { Self.plain($0.utf8) }
    self.parameters = parameters.map { Self.plain($0.utf8) }
    self.fields = fields.map { Self.plain($0.utf8) }
    self.holders = holders
    self.shapes = shapes
    lastPairs = Self.lastPairs(of: self.endings)
    letters = self.fields.map(Self.letters)
  }

  private init(_ parts: [CredentialVocabulary]) {
    endings = parts.flatMap(\.endings)
    beginnings = parts.flatMap(\.beginnings)
    exceptions = parts.flatMap(\.exceptions)
    parameters = parts.flatMap(\.parameters)
    fields = parts.flatMap(\.fields)
    holders = parts.reduce(into: []) { $0.formUnion($1.holders) }
    shapes = parts.flatMap(\.shapes)
    lastPairs = Self.lastPairs(of: endings)
    letters = fields.map(Self.letters)
  }

  /// The general words and those of the vendors.
  public static func general(with vendors: [CredentialVocabulary]) -> CredentialVocabulary {
    CredentialVocabulary([general] + vendors)
  }

  /// What is a credential everywhere.
  public static let general = CredentialVocabulary(
    endings: [
      "token", "secret", "password", "passwd", "passphrase", "api-key", "access-key", "secret-key", "private-key",
      "signing-key", "auth-key", "client-key", "encryption-key", "authorization", "authorisation", "cookie",
      "signature", "credential", "credentials", "bearer", "jwt",
    ],
    exceptions: ["page-token", "next-token", "continuation-token"],
    parameters: ["key", "sig", "sign", "auth", "pass", "pwd"],
    fields: ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token"],
    holders: ["keys", "secrets"],
    shapes: [
      Shape("sk_"), Shape("sk-", digits: 32), Shape("sk-proj-"), Shape("sk-ant-"), Shape("rk_"), Shape("whsec_"),
      Shape("ghp_"), Shape("xoxb-"),
    ])

  /// Whether a member or a parameter of this name holds a credential.
  public func isCredential(_ name: String) -> Bool { isCredential(name.utf8) }

  /// Whether a parameter of a query has a credential as its value; few words are enough there.
  func isCredentialParameter(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    if isCredential(name) { return true }
    let plain = Self.plain(name)
    return parameters.contains(plain) || isNearField(plain)
  }

  /// Whether a header field of this name has a credential as its value, spelt rightly or not.
  func isCredentialField(_ name: String) -> Bool {
    let plain = Self.plain(name.utf8)
    if isCredential(plain: plain) || isNearField(plain) { return true }
    return Self.parts.contains { Self.contains(plain, $0) } && !Self.harmless.contains { plain.hasSuffix($0) }
  }

  /// Whether a member of a JSON text has a credential as its value; the text may be that of header fields.
  func isCredentialMember(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    isCredential(name) || isNearField(Self.plain(name))
  }

  func isCredential(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    // Longer names are texts.
    guard name.count >= 3, name.count <= 80 else { return false }
    if beginnings.contains(where: { name.starts(with: $0) }) { return true }
    return endsLikely(name) && isCredential(plain: Self.plain(name))
  }

  private func isCredential(plain name: [UInt8]) -> Bool {
    endings.contains { name.hasSuffix($0) } && !exceptions.contains { name.hasSuffix($0) }
  }

  /// Whether the last two letters of a name are those of some ending; what is no letter is passed over.
  private func endsLikely(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    var last: UInt8?
    for byte in name.reversed() {
      let letter = byte | 0x20
      guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { continue }
      guard let second = last else {
        last = letter
        continue
      }
      return lastPairs[Self.pair(letter, second)]
    }
    return false
  }

  private static func lastPairs(of endings: [[UInt8]]) -> [Bool] {
    var pairs = [Bool](repeating: false, count: 26 * 26)
    for ending in endings where ending.count >= 2 {
      pairs[pair(ending[ending.count - 2], ending[ending.count - 1])] = true
    }
    return pairs
  }

  private static func pair(_ one: UInt8, _ other: UInt8) -> Int {
    Int(one - UInt8(ascii: "a")) * 26 + Int(other - UInt8(ascii: "a"))
  }

  private func isNearField(_ plain: [UInt8]) -> Bool {
    guard plain.count >= 5, plain.count <= 24 else { return false }
    let own = Self.letters(of: plain)
    return fields.indices.contains { place in
      let field = fields[place]
      let slips = field.count >= 8 ? 2 : 1
      // A slip changes two letters at most.
      guard abs(field.count - plain.count) <= slips, (own ^ letters[place]).nonzeroBitCount <= 2 * slips else {
        return false
      }
      return Spelling.distance(field, plain) <= slips
    }
  }

  private static func letters(of name: [UInt8]) -> UInt64 { name.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

  /// What stands somewhere in the name of a header field with a credential.
  private static let parts = ["apikey", "token", "secret", "password", "passwd", "authkey"].map { Array($0.utf8) }
  /// What such a name ends with where it only tells about one.
  private static let harmless = ["id", "name", "tokens", "count", "type", "limit", "remaining", "reset", "expires"].map
  {
    Array($0.utf8)
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
  }

  /// The letters and digits of a name, in lower case, without a number at the end; empty for what is no name.
  private static func plain(_ name: some Collection<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(name.count)
    for byte in name {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): plain.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): plain.append(byte | 0x20)
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: "["),
        UInt8(ascii: "]"),
        UInt8(ascii: "%"), UInt8(ascii: "$"):
        break
      default: return []
      }
    }
    while let last = plain.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) { plain.removeLast() }
    return plain
  }

  /// What stands in the place of a credential that was found by its name: `<credential:auth_token>`.
  static func placeholder(_ name: some Collection<UInt8>) -> String {
    var label: [UInt8] = []
    for byte in name.prefix(60) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): label.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "."):
        label.append(byte)
      default: label.append(UInt8(ascii: "_"))
      }
    }
    return "<credential:\(String(decoding: label, as: UTF8.self))>"
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ ending: [UInt8]) -> Bool {
    count >= ending.count && self[(count - ending.count)...].elementsEqual(ending)
  }
}
