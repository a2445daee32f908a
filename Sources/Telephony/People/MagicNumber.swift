/// Numbers that stand for something without any scenario: Twilio's for refusals, and ours for people.
///
/// Source of the refusals: Twilio's page on test credentials, read 2026-11. The texts of 21214 and 21216 are assumed, 21217 is
/// taken to word itself as 21211 does. The people are an invention of ours; docs/people.md has the one table of them.
public enum MagicNumber {
  /// The refusal that dialling this number meets.
  public static func refusal(to number: String) -> DialRefusal? {
    switch number {
    case "+15005550001": .notValid(number, code: 21217)
    case "+15005550002":
      DialRefusal(code: 21214, message: "'To' phone number cannot be reached: \(number)")
    case "+15005550003":
      DialRefusal(
        code: 21215,
        message: "Account not authorized to call \(number). Perhaps you need to enable some international permissions: "
          + "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk")
    case "+15005550004":
      DialRefusal(code: 21216, message: "Account not allowed to call \(number)")
    default: nil
    }
  }

  /// Who is behind a number of the range `+1555555011x`.
  public static func person(at number: String) -> Person? {
    guard number.utf8.count == 12, number.hasPrefix("+1555555011") else { return nil }
    var person = Person()
    switch number.utf8.last {
    case UInt8(ascii: "0"): person.reaction = .busy
    case UInt8(ascii: "1"): person.reaction = .noAnswer
    case UInt8(ascii: "2"): person.reaction = .rejects
    case UInt8(ascii: "3"): person.reaction = .voicemail
    case UInt8(ascii: "4"): person.hangsUp = .midSentence(1)
    case UInt8(ascii: "5"): person.lines = []
    case UInt8(ascii: "6"): person.reaction = .unreachable(sipStatus: 404)
    case UInt8(ascii: "7"): person.hangsUp = .after(.zero)
    case UInt8(ascii: "8"): person.ringsFor = .seconds(45)
    case UInt8(ascii: "9"): person.lines = [Person.Line("", presses: "1", after: .seconds(1))]
    default: return nil
    }
    return person
  }
}
