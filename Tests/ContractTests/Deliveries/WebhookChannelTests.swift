import Cryptography
import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Testing
import Transport

@testable import Contract

/// What comes to a case, and what the suite says where that is not what was to come.
@Suite(.timeLimit(.minutes(2))) struct WebhookChannelTests {
  private static let needs = ", \"needs\": {\"webhooks\": true}"
  private static let body = #"{"type": "post_call_transcription", "event_timestamp": 1, "data": {"status": "done"}}"#

  /// A step that receives.
  private static func receive(
    _ event: String = "post_call_transcription", _ rest: String = "", _ more: String = ", \"within_seconds\": 3"
  ) -> String {
    "{\"receive\": {\"event\": \"\(event)\"\(rest), \"provenance\": \"assumed\"}\(more)}"
  }

  /// A request whose answer has the secret of a webhook, and what is made of its URL.
  private static let registering = Fixture.step(
    "POST", "/hook", ", \"json\": {\"url\": \"{{webhook_url}}\", \"tool\": \"{{tool_url}}\"}",
    expect: "\"status\": 200, \"schema\": false", ", \"capture\": {\"webhook_secret\": \"/secret\"}")

  /// Runs steps on a service that sends the deliveries once it knows where to, and when time passes.
  @LoopActor private func run(
    _ steps: String, _ deliveries: [ServiceOfTests.Delivery]
  ) async throws -> (CaseResult, ServiceOfTests) {
    let one = try Fixture.one("\(Self.registering), \(steps)", class: "writes", Self.needs)
    let service = ServiceOfTests(deliveries)
    let receiver = WebhookReceiver()
    try receiver.listen()
    var options = ContractRunner.Options()
    options.receiver = receiver
    let runner = ContractRunner(service, documents: try Fixture.documents(), options: options)
    let result = try await runner.run([one]).cases[0]
    receiver.close()
    service.close()
    return (result, service)
  }

  /// What the last step that was done found, in words.
  private func words(_ result: CaseResult) -> [String] {
    result.steps.last?.differences.map { "\($0.field): expected \($0.expected), found \($0.found)" } ?? []
  }

  @Test func takesWhatComesAndAnswersAsTheStepSays() async throws {
    try await onLoop {
      let step = Self.receive(
        "post_call_transcription",
        #"""
        , "json": {"data": {"status": "done"}}, "headers": {"x-tenant": "7"}, "signature": "valid",
        "answer": {"status": 503, "json": {"why": "{{webhook_secret}}"}}
        """#, ", \"capture\": {\"status\": \"/data/status\"}")
      let then = Fixture.step("GET", "/{{status}}", expect: "\"status\": 200, \"schema\": false")
      let (result, service) = try await self.run(
        "\(step), \(then)", [.init(Self.body, fields: ["x-tenant": "7"], signedWith: "wsec_1")])
      #expect(result.outcome == .passed, "\(self.words(result))")
      #expect(service.answers.map(\.status) == [503])
      #expect(service.answers.first?.body == "{\"why\":\"wsec_1\"}")
      #expect(service.targets.last == "/done")
      #expect(result.steps.dropFirst().first?.answer?.text == Self.body)
    }
  }

  @Test func waitsForWhatComesLaterAndNoLonger() async throws {
    try await onLoop {
      let step = Self.receive("post_call_transcription", "", ", \"within_seconds\": 5, \"every_seconds\": 2")
      let (late, service) = try await self.run(step, [.init(Self.body, after: 4)])
      #expect(late.outcome == .passed)
      #expect(service.passed == 4)
      let (tooLate, other) = try await self.run(step, [.init(Self.body, after: 6)])
      #expect(other.passed == 5)
      #expect(
        self.words(tooLate) == [
          "delivery: expected post_call_transcription, found nothing of that kind within 5 s"
        ])
    }
  }

  @Test func saysWhatCameInstead() async throws {
    try await onLoop {
      let (result, _) = try await self.run(Self.receive("post_call_audio"), [.init(Self.body)])
      #expect(
        self.words(result) == [
          "delivery: expected post_call_audio, found nothing of that kind within 3 s; there came post_call_transcription"
        ])
    }
  }

  @Test(arguments: ["wsec_2", "sec_1", nil] as [String?])
  func refusesASignatureThatIsNotOfTheSecret(_ secret: String?) async throws {
    try await onLoop {
      let (result, _) = try await self.run(
        Self.receive("post_call_transcription", ", \"signature\": \"valid\""),
        [.init(Self.body, signedWith: secret)])
      let words = self.words(result)
      #expect(words.count == 1)
      #expect(words.first?.hasPrefix("signature: expected ") == true)
      #expect(
        words.first?.contains(
          secret == nil ? "found no field elevenlabs-signature" : "made with the webhook's secret over \"1787000084.\""
        ) == true, "\(words)")
    }
  }

  @Test func refusesASignatureWhereNoneMayBe() async throws {
    try await onLoop {
      let step = Self.receive("server_tool", ", \"signature\": \"absent\"")
      let (signed, _) = try await self.run(step, [.init("{}", to: "tool", signedWith: "wsec_1")])
      #expect(self.words(signed).first?.hasPrefix("signature: expected none, found t=1787000084,v0=") == true)
      let (plain, _) = try await self.run(step, [.init("{}", to: "tool")])
      #expect(plain.outcome == .passed)
    }
  }

  @Test func aDeliveryTooManyFailsTheCase() async throws {
    try await onLoop {
      let (result, _) = try await self.run(Self.receive(), [.init(Self.body), .init(Self.body)])
      #expect(result.outcome == .failed)
      #expect(
        self.words(result) == [
          "delivery: expected nothing that no step receives, found post_call_transcription, POST \(Self.body)"
        ])
    }
  }

  @Test func aDeliveryOfNoKnownFormFailsTheCaseToo() async throws {
    try await onLoop {
      let (result, _) = try await self.run("{\"pass\": {\"seconds\": 1}}", [.init("hello")])
      #expect(
        self.words(result) == [
          "delivery: expected nothing that no step receives, found something without a type, POST hello"
        ])
    }
  }

  @Test func aBodyThatDepartsIsToldByPlace() async throws {
    try await onLoop {
      let step = Self.receive(
        "post_call_transcription", #", "json": {"data": {"status": "failed"}}, "headers": {"x-tenant": "7"}"#)
      let (result, _) = try await self.run(step, [.init(Self.body)])
      #expect(
        self.words(result) == [
          "header /x-tenant: expected \"7\", found nothing", "json /data/status: expected \"failed\", found \"done\"",
        ])
    }
  }

  @Test func aToolIsCalledByMethodPathAndQuery() async throws {
    try await onLoop {
      let step = Self.receive("server_tool", #", "method": "GET", "target": "/weather?city=Paris""#)
      let (right, _) = try await self.run(step, [.init("", to: "tool/weather?city=Paris", method: .get)])
      #expect(right.outcome == .passed, "\(self.words(right))")
      let (wrong, _) = try await self.run(step, [.init("{}", to: "tool/weather?city=Rome")])
      #expect(
        self.words(wrong) == [
          "method: expected GET, found POST", "target: expected \"/weather?city=Paris\", found \"/weather?city=Rome\"",
        ])
    }
  }

  @Test func whatMustNotComeIsWaitedForAndDoesNotCome() async throws {
    try await onLoop {
      let step = Self.receive("post_call_transcription", ", \"never\": true", ", \"within_seconds\": 10")
      let (none, service) = try await self.run(step, [])
      #expect(none.outcome == .passed)
      #expect(service.passed == 10)
      let (one, _) = try await self.run(step, [.init(Self.body, after: 9)])
      #expect(
        self.words(one) == [
          "delivery: expected no post_call_transcription, found post_call_transcription, POST \(Self.body)"
        ])
    }
  }

  @Test func eachDeliveryOfAnEventHasItsAnswer() async throws {
    try await onLoop {
      let steps = [500, 204].map { Self.receive("post_call_transcription", ", \"answer\": {\"status\": \($0)}") }
      let audio = #"{"type": "post_call_audio", "data": {}}"#
      let (result, service) = try await self.run(
        (steps + [Self.receive("post_call_audio")]).joined(separator: ","),
        [.init(Self.body), .init(audio), .init(Self.body)])
      #expect(result.outcome == .passed, "\(self.words(result))")
      #expect(service.answers.map(\.status) == [500, 200, 204])
    }
  }

  @Test func withoutAReceiverItIsSaidWhatIsMissing() async throws {
    try await onLoop {
      let one = try Fixture.one(Self.receive(), Self.needs)
      let runner = ContractRunner(ServiceOfTests([], kind: .service), documents: try Fixture.documents())
      let words = try #require(await runner.reasonToSkip(one))
      #expect(words.contains("--webhook-url URL"))
      var options = ContractRunner.Options()
      options.receiver = WebhookReceiver(port: 8090, publicURL: "https://tunnel.example.com/")
      let reached = ContractRunner(
        ServiceOfTests([], kind: .service), documents: try Fixture.documents(), options: options)
      #expect(await reached.reasonToSkip(one) == nil)
    }
  }

  @Test func whatComesToNoCaseIsRefused() async throws {
    try await onLoop {
      let receiver = WebhookReceiver()
      try receiver.listen()
      let mailbox = receiver.open("a.b", run: "rb-1")
      let client = HTTPClient()
      let url = mailbox.url
      for (target, status) in [("/webhook", 200), ("/else", 404), ("", 404)] {
        let response = try await client.send(OutgoingRequest(.post, url + target, body: Array("{}".utf8)))
        #expect(response.status == status)
      }
      receiver.close("a.b", run: "rb-1")
      #expect(try await client.send(OutgoingRequest(.post, url + "/webhook")).status == 404)
      client.close()
      receiver.close()
    }
  }
}
