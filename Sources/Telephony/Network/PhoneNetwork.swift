internal import Cryptography
public import EventLoop
internal import Simulation

/// The carrier's part of one sandbox: places calls, takes calls in, and knows the lines that are open.
@LoopActor public enum PhoneNetwork {
  /// Whose account a call is placed with.
  public struct Account: Equatable, Sendable, Codable {
    /// `AC…`; nil means the sandbox's own.
    public let accountSID: String?
    /// The SHA-256 of the auth token that was stored with the number; nil means the right one.
    ///
    /// The token itself is only ever compared, and what is not kept ends up in no snapshot.
    private let tokenDigest: String?

    /// An account.
    public init(accountSID: String? = nil, authToken: String? = nil) {
      self.accountSID = accountSID
      tokenDigest = authToken.map { $0.isEmpty ? "" : SHA256.hex($0.utf8) }
    }

    /// Whether this is another account than `own`, or has its token.
    func opens(_ own: TwilioAccount) -> Bool {
      guard accountSID ?? own.accountSID == own.accountSID, let tokenDigest else { return true }
      return tokenDigest == SHA256.hex(own.authToken.utf8)
    }
  }

  /// The number without the blanks and marks that people write and Twilio skips.
  public nonisolated static func digits(of number: String) -> String {
    let skipped: (UInt8) -> Bool = { byte in
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."), 0x09: true
      default: false
      }
    }
    guard number.utf8.contains(where: skipped) else { return number }
    return String(decoding: number.utf8.filter { !skipped($0) }, as: UTF8.self)
  }

  /// A number in E.164: what people write as `(555) 555-0100` is `+15555550100`; anything else stays as it is.
  public nonisolated static func e164(_ number: String) -> String {
    let digits = digits(of: number)
    guard digits.utf8.first != UInt8(ascii: "+"), isPhoneNumber(digits) else { return digits }
    return digits.utf8.count == 10 ? "+1\(digits)" : "+\(digits)"
  }

  /// Whether Twilio would dial this: E.164, or a North American number without its plus sign or country code.
  ///
  /// Source: refused live were `+18667786`, `+17890987654465`, `+07…` and punctuation; the forms without a plus are assumed.
  public nonisolated static func isPhoneNumber(_ number: String) -> Bool {
    let hasPlus = number.utf8.first == UInt8(ascii: "+")
    let digits = number.utf8.dropFirst(hasPlus ? 1 : 0)
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let first = digits.first, first != UInt8(ascii: "0")
    else { return false }
    if first == UInt8(ascii: "1") { return digits.count == 11 }
    return hasPlus ? (8...15).contains(digits.count) : digits.count == 10
  }
}
