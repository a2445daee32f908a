import Testing

@testable import Twilio

@Suite(.timeLimit(.minutes(2))) struct PhoneNumberTextTests {
  @Test(arguments: [
    ("+14158675308", "(415) 867-5308"), ("4158675308", "(415) 867-5308"), ("+1 415 867 5308", "(415) 867-5308"),
    ("+910000000000", "+910000000000"), ("client:ada", "client:ada"), ("+1415867530", "+1415867530"),
  ])
  func writesNorthAmericanNumbersAsTheServiceDoes(number: String, text: String) {
    #expect(PhoneNumberText.formatted(number) == text)
  }

  @Test func aNumberHasOneSIDInOneAccount() {
    let sid = PhoneNumberText.sid(of: "+14158675308", account: "AC1")
    #expect(sid == PhoneNumberText.sid(of: "(415) 867-5308", account: "AC1"))
    #expect(sid != PhoneNumberText.sid(of: "+14158675308", account: "AC2"))
    #expect(sid.hasPrefix("PN") && sid.utf8.count == 34)
  }
}
