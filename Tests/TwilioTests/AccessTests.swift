import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@testable import Twilio

@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  private static let foreign = "AC00000000000000000000000000000001"

  @Test func eachWayToBeUnknownHasItsWords() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let own = desk.sandbox.twilio
      let path = desk.path("Calls.json")
      for (user, password, error) in [
        (nil, "", "twilio.20003_no_credentials"), (own.accountSID, "wrong", "twilio.20003"),
        (Self.foreign, own.authToken, "twilio.20003_invalid_username"),
        ("SK00000000000000000000000000000001", "x", "twilio.20003_invalid_username"),
      ] as [(String?, String, String)] {
        let answer = desk.peer(user, password).get(path)
        #expect(answer.status == 401)
        #expect(answer.error == error)
        #expect(answer["detail"] == "Your AccountSid or AuthToken was incorrect.")
        #expect(answer.field("www-authenticate") == "Basic realm=\"Twilio API\"")
        #expect(!answer.hint.isEmpty)
      }
      #expect(desk.peer.get(path).status == 200)
      #expect(desk.peer(own.accountSID, " \(own.authToken)").get(path).hint.contains("blanks"))
    }
  }

  @Test func thePathNamesTheAccountOfTheCredentials() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      #expect(desk.peer.get("/2010-04-01/Accounts/\(Self.foreign)/Calls.json").error == "twilio.20003")
      #expect(desk.peer.get("/2010-04-01/Accounts/AC1/Calls.json").error == "twilio.20404")
      let open = try TwilioDesk(acceptsAnyKey: true)
      #expect(open.peer(Self.foreign, "x").get("/2010-04-01/Accounts/\(Self.foreign)/Calls.json").status == 200)
      #expect(open.peer(Self.foreign, "x").get(open.path("Calls.json")).status == 401)
    }
  }

  @Test(arguments: [
    ("Calls", 501, "twilio.json_only"), ("Calls.xml", 501, "twilio.json_only"), ("Queues.json", 404, "twilio.20404"),
    ("Calls/CA1.json", 404, "twilio.20404"), ("Calls/CA1", 501, "twilio.json_only"), ("", 404, "twilio.20404"),
  ])
  func whatIsNotThereSaysWhy(rest: String, status: Int, error: String) async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let answer = desk.peer.get(desk.path(rest))
      #expect(answer.status == status)
      #expect(answer.error == error)
      #expect(!answer.hint.isEmpty)
      if status == 404 {
        #expect(answer["message"].string == "The requested resource \(desk.path(rest)) was not found")
      }
    }
  }

  @Test func theJournalKnowsTheAccount() async throws {
    try await onLoop {
      let desk = try TwilioDesk()
      let own = desk.sandbox.twilio
      #expect(desk.sandbox.keyName(of: Self.request(own.accountSID, own.authToken)) == "twilio")
      #expect(desk.sandbox.keyName(of: Self.request(own.accountSID, "x")) == nil)
    }
  }
}

extension AccessTests {
  private static func request(_ user: String, _ password: String) -> Request {
    Request(
      target: "/",
      fields: [("authorization", "Basic \(Base64Text.encode(Array("\(user):\(password)".utf8)))")])
  }
}
