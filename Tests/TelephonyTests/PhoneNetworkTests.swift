import EventLoop
import JSON
import LoopTestSupport
import Scenario
import Simulation
import Telephony
import Testing

@Suite(.timeLimit(.minutes(2))) struct PhoneNumberFormTests {
  @Test(arguments: [
    "+15555550100", "+1 (555) 555-0100", "15555550100", "5555550100", "555.555.0100", "+4930901820", "+442071838750",
    "+22345678", "+223456789012345", "\t+1 555 555 0100",
  ])
  func takesWhatTwilioDials(number: String) {
    #expect(PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: number)))
  }

  @Test(arguments: [
    "", "+", "+1", "+18667786", "+17890987654465", "+07123456789", "07123456789", "0",
    "phnum_1201ky28r5gse4ma4jz41b93y214", "abc",
    "+1555555010a", "++15555550100", "+1+5555550100", "555555010", "55555501000", "+1234567", "+2345678901234567",
    "１５５５５５５０１００",
    "sip:me@example.com", "+1555555010#",
  ])
  func refusesWhatIsNoPhoneNumber(number: String) {
    #expect(!PhoneNetwork.isPhoneNumber(PhoneNetwork.digits(of: number)))
  }

  @Test(arguments: [
    ("+1 (555) 555-0100", "+15555550100"), ("555.555.0100", "5555550100"), ("", ""), (" - ", ""), ("+1a", "+1a"),
  ])
  func skipsBlanksAndMarks(number: String, digits: String) {
    #expect(PhoneNetwork.digits(of: number) == digits)
  }
}

@Suite(.timeLimit(.minutes(2))) struct PhoneNetworkTests {
  static let noon = Instant(unixSeconds: 1_784_635_200)

  @LoopActor static func sandbox() -> Sandbox {
    Sandbox(Sandbox.Plan(name: "phones", clock: .manual(at: noon)))
  }

  @LoopActor static func refusal(
    to number: String, account: PhoneNetwork.Account = PhoneNetwork.Account(), in sandbox: Sandbox
  ) -> DialRefusal? {
    do throws(DialRefusal) {
      _ = try PhoneNetwork.place(from: "+15555550100", to: number, account: account, in: sandbox)
      return nil
    } catch {
      return error
    }
  }

  @Test func anAcceptedCallIsInTheWorld() async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let line = try PhoneNetwork.place(
        from: "+15555550100", to: "+1 555 555 0123", account: PhoneNetwork.Account(), in: sandbox)
      let call = try #require(line.call)
      #expect(call.id.wholeMatch(of: try Regex("CA[0-9a-f]{32}")) != nil)
      #expect(call.from == "+15555550100")
      #expect(call.to == "+1 555 555 0123")
      #expect(call.createdAt == Self.noon)
      #expect(sandbox.world[Call.self][call.id]?.to == call.to)
      #expect(sandbox.world[Call.self].count == 1)
    }
  }

  @Test(arguments: [
    (
      "+15005550001", 21217,
      "HTTP 400 error: Unable to create record: The phone number you are attempting to call, +15005550001, is not valid."
    ),
    (
      "+15005550002", 21214,
      "HTTP 400 error: Unable to create record: 'To' phone number cannot be reached: +15005550002"
    ),
    (
      "+15005550003", 21215,
      "HTTP 400 error: Unable to create record: Account not authorized to call +15005550003. Perhaps you need to enable some "
        + "international permissions: https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
    ),
    ("+15005550004", 21216, "HTTP 400 error: Unable to create record: Account not allowed to call +15005550004"),
    (
      "+1 500 555 0001", 21217,
      "HTTP 400 error: Unable to create record: The phone number you are attempting to call, +15005550001, is not valid."
    ),
    (
      "+18667786", 21211,
      "HTTP 400 error: Unable to create record: The phone number you are attempting to call, +18667786, is not valid."
    ),
    (
      "", 21211, "HTTP 400 error: Unable to create record: The phone number you are attempting to call, , is not valid."
    ),
  ])
  func refusesAsTwilioWordsIt(number: String, code: Int, words: String) async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let refusal = try #require(Self.refusal(to: number, in: sandbox))
      #expect(refusal.status == 400)
      #expect(refusal.code == code)
      #expect(refusal.helperText == words)
      #expect(sandbox.world[Call.self].count == 0)
    }
  }

  @Test func otherMagicNumbersAreOrdinary() {
    for last in 5...9 { #expect(MagicNumber.refusal(to: "+1500555000\(last)") == nil) }
  }

  @Test func peopleRefuseAsTheScenarioSays() async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      sandbox.world[Carrier.self] = try Carrier(
        people: [
          "+1 (555) 555-0123": ["refused": ["status": 403, "code": 21210, "message": "No."]],
          "+15555550124": ["refused": ["code": 13227, "message": "Geo."]],
          "+15555550125": nil,
          "+15555550126": [:],
          "+15005550001": ["refused": ["code": 1, "message": "Mine."]],
        ], at: JSONPointer(tokens: ["people"]))
      #expect(
        Self.refusal(to: "+15555550123", in: sandbox) == DialRefusal(status: 403, code: 21210, message: "No."))
      #expect(Self.refusal(to: "+15555550124", in: sandbox)?.status == 400)
      #expect(Self.refusal(to: "+15555550125", in: sandbox) == nil)
      #expect(Self.refusal(to: "+15555550126", in: sandbox) == nil)
      #expect(Self.refusal(to: "+15005550001", in: sandbox)?.message == "Mine.")
    }
  }

  @Test func peopleMustHavePhoneNumbers() {
    #expect {
      try Carrier(people: ["Ada": ["refused": ["code": 1, "message": "m"]]], at: JSONPointer(tokens: ["people"]))
    } throws: { error in
      (error as? ScenarioMistake)?.pointer.description == "/people/Ada"
    }
  }

  @Test func aWrongTokenOfTheOwnAccountIsRefused() async throws {
    try await onLoop {
      let sandbox = Self.sandbox()
      let own = sandbox.twilio
      let wrong = PhoneNetwork.Account(accountSID: own.accountSID, authToken: "wrong")
      #expect(Self.refusal(to: "+15555550123", account: wrong, in: sandbox)?.code == 20003)
      #expect(
        Self.refusal(to: "+15555550123", account: wrong, in: sandbox)?.helperText
          == "HTTP 401 error: Unable to create record: Authenticate")
      // The account is checked before the number.
      #expect(Self.refusal(to: "nonsense", account: wrong, in: sandbox)?.code == 20003)
      for right in [
        PhoneNetwork.Account(accountSID: own.accountSID, authToken: own.authToken), PhoneNetwork.Account(),
        PhoneNetwork.Account(accountSID: "AC00000000000000000000000000000000", authToken: "anything"),
      ] {
        #expect(Self.refusal(to: "+15555550123", account: right, in: sandbox) == nil)
      }
    }
  }
}
