internal import Simulation
internal import Telephony

/// Numbers as the REST API writes them.
enum PhoneNumberText {
  /// `(415) 867-5308` for a North American number, any other as it is.
  static func formatted(_ number: String) -> String {
    let digits = PhoneNetwork.e164(number)
    guard digits.hasPrefix("+1"), digits.utf8.count == 12 else { return number }
    let national = digits.dropFirst(2)
    return "(\(national.prefix(3))) \(national.dropFirst(3).prefix(3))-\(national.suffix(4))"
  }

  /// The SID of an account's own number: `PN` and 32 hexadecimal digits, always the same.
  static func sid(of number: String, account: String) -> String {
    var ids = IDGenerator(seed: SeededGenerator.seed(of: "twilio-number/\(account)/\(PhoneNetwork.e164(number))"))
    return ids.hexadecimal("PN")
  }
}

extension Instant {
  /// RFC 2822 in UTC, as every date of the REST API: `Tue, 31 Aug 2010 20:36:28 +0000`.
  var rfc2822: String { "\(httpDate.dropLast(3))+0000" }
}
