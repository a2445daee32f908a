public import HTTP1

/// Name and password of an `authorization: Basic …` field.
///
/// Source: RFC 7617 §2.
public struct BasicCredentials: Equatable, Sendable {
  /// What stands before the first colon.
  public let user: String
  /// What stands behind it.
  public let password: String

  /// The credentials of a request; nil where it has none, or none that can be read.
  public init?(_ request: Request) {
    guard let field = request.field("authorization") else { return nil }
    let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "basic" else { return nil }
    let digits = Array(parts[1].utf8).filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }
    guard let bytes = Base64Text.decode(digits[...]), let text = String(validating: bytes, as: UTF8.self),
      let colon = text.firstIndex(of: ":")
    else { return nil }
    user = String(text[..<colon])
    password = String(text[colon...].dropFirst())
  }
}

extension TwilioAccount {
  /// The name under which journal and rules know the account's token.
  public static let keyName = "twilio"

  /// Whether these are its SID and its token.
  public func isOpened(by credentials: BasicCredentials) -> Bool {
    credentials.user == accountSID && credentials.password == authToken
  }
}
